import { defineConfig } from 'vitest/config';

const PARTS = ['src/session', 'src/transport', 'src/resources'];

/**
 * `npm run coverage`: how much of the client's inside is reached by the tapes, by the sandbox and by the tests of those parts. Below the
 * threshold it fails. What other processes run is not counted, so tests that only start some are left out.
 */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/{fixtures,money,session,resources,transport}/**/*.test.ts', 'test/hostile/defects.test.ts'],
    exclude: ['test/transport/memory.test.ts', 'test/money/{kills,no-double-spend}.test.ts'],
    globalSetup: ['test/support/build-once.ts'],
    testTimeout: 60_000,
    isolate: false,
    maxWorkers: 2,
    coverage: {
      enabled: true,
      provider: 'v8',
      include: PARTS.map((part) => `${part}/**`),
      reporter: ['text'],
      thresholds: Object.fromEntries(PARTS.map((part) => [`${part}/**`, { branches: 95 }])),
    },
  },
});
