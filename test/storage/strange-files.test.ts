import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';
import { bundle, folderOf, IS_ROOT, runAs, STRANGER } from './support.ts';

interface Finding {
  file: string;
  action: string;
  obstacle: string;
  works?: true;
  error?: string;
  failure?: string;
  message?: string;
  ms: number;
  unharmed: boolean;
  leaked: boolean;
}

/** Each with what it is refused as. Where a hard link leads to a private file of our own, nothing has to be changed of it. */
const REFUSED_AS: Record<string, string> = {
  'link to a file': 'io',
  'link to nothing': 'io',
  'link to /dev/null': 'io',
  'link to /dev/zero': 'io',
  'link to a folder': 'io',
  'hard link': 'permissions',
  'named pipe': 'io',
  folder: 'io',
  socket: 'io',
  device: 'io',
  'file of another user': 'owner',
};

const temp = tempFolder();
afterAll(() => temp[Symbol.dispose]());
const program = bundle('strange-files', temp.path);

const USERS = IS_ROOT ? [0, STRANGER] : [process.getuid?.() ?? 0];

describe.each(USERS)('something else in the place of a file of the config folder, as user %i', (user) => {
  let findings: Finding[];
  let naive: Finding;
  beforeAll(async () => {
    const foreign = IS_ROOT ? foreignFiles(user, folderOf(user, temp.path, `foreign-${user}`)) : '';
    ({ findings, naive } = await runAs(user, program, [folderOf(user, temp.path, `own-${user}`), foreign]));
  });

  test('is refused by its name in one sentence, without a wait', () => {
    const strange = findings.filter(({ obstacle }) => obstacle in REFUSED_AS);
    expect(strange.length).toBeGreaterThanOrEqual(9 * 9);
    for (const { file, action, obstacle, error, failure, message, ms } of strange) {
      const at = `${action} ${file} (${obstacle})`;
      expect(`${at}: ${error} ${failure}`).toBe(`${at}: TokenStoreError ${REFUSED_AS[obstacle]}`);
      expect(message).toContain(`/${file}`);
      expect(message).toMatch(/^[^\n]{10,300}\.$/);
      expect(ms).toBeLessThan(2_000);
    }
  });

  test('costs no other file its content, its rights or its existence, and no secret lands there', () => {
    expect(findings.filter(({ unharmed, leaked }) => !unharmed || leaked)).toEqual([]);
  });

  test('that is enormous is not read into memory', () => {
    const enormous = findings.filter(({ obstacle, file }) => obstacle === 'enormous file' && !file.endsWith('.lock'));
    expect(enormous.map(({ message }) => message)).toEqual(
      enormous.map(() => expect.stringContaining('is far too large for what it should hold')),
    );
  });

  test('counter-example: conf alone writes through the link', () => {
    expect(naive).toMatchObject({ works: true, unharmed: false, leaked: true });
  });
});

/** Files of somebody else for the program to put in its own place. */
function foreignFiles(user: number, folder: string): string {
  for (let index = 0; index < 20; index++) {
    const path = join(folder, `f${index}`);
    writeFileSync(path, '{}');
    chmodSync(path, 0o666);
    chownSync(path, user === 0 ? STRANGER : 0, 0);
  }
  return folder;
}
