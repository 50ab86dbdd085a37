import { defineConfig } from 'vitest/config';
import { scaled } from './support/scale.ts';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build-once.ts'],
    testTimeout: scaled(60_000, 300_000),
    hookTimeout: scaled(60_000, 300_000),
    // Files share their process, so that the modules are loaded three times and not a hundred times. A file leaves the process as it
    // found it; to see that the order does not matter: npm test -- --sequence.shuffle.files
    isolate: false,
    // What was built is loaded as it is.
    server: { deps: { external: [/\/dist\//] } },
    // Real processes and sockets on two cores: more workers than cores use the time that the others wait.
    maxWorkers: scaled(4, 3),
  },
});
