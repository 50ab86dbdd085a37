import { expect, test } from 'vitest';
import { FileTokenStore, InvalidInputError, KeychainTokenStore } from '../../src/index.ts';
import { sampleTokens } from '../support/sample-tokens.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a file store forgets the session at a logout, also at a second one', async () => {
  using folder = tempFolder();
  const store = new FileTokenStore({ folder: folder.path });
  await store.save(sampleTokens('a'));
  expect(await new FileTokenStore({ folder: folder.path }).load()).toMatchObject({ accessToken: 'access-a' });
  await store.clear();
  await store.clear();
  expect(await new FileTokenStore({ folder: folder.path }).load()).toBeUndefined();
});

test('neither store takes a profile that could be another path', () => {
  for (const Store of [FileTokenStore, KeychainTokenStore]) {
    expect(new Store()).toBeInstanceOf(Store);
    expect(() => new Store({ profile: '../x' })).toThrow(InvalidInputError);
  }
});
