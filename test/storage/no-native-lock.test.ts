import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleTokens } from '../support/sample-tokens.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A platform for which there is no prebuilt lock: resolving it fails. */
const HOOKS = `export async function resolve(name, context, next) {
  if (name === 'fs-native-extensions') throw new Error('no prebuild for this platform');
  return next(name, context);
}`;

test('where the native lock cannot be loaded, that is said once, sessions still work and one process still keeps its own order', () => {
  using folder = tempFolder();
  const program = join(folder.path, 'program.mjs');
  writeFileSync(
    program,
    `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(HOOKS)}));
    const { FileTokenStore, TokenSet } = await import('${new URL('../../dist/index.js', import.meta.url)}');
    const tokens = TokenSet.parse(${JSON.stringify(sampleTokens('x').serialize())});
    const folder = ${JSON.stringify(join(folder.path, 'config'))};
    const stores = [1, 2, 3].map(() => new FileTokenStore({ folder }));
    let inside = 0;
    let most = 0;
    await Promise.all(stores.map((store) => store.exclusive(async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await store.save(tokens);
      inside -= 1;
    })));
    console.log(JSON.stringify({ most, loaded: (await stores[0].load())?.accessToken }));
    `,
  );
  const { stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual({ most: 1, loaded: 'access-x' });
  expect(stderr.match(/The native lock of upvest-wallet cannot be loaded/g)).toHaveLength(1);
});
