import { chmodSync, chownSync, lchownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';
import { bundle, folderOf, IS_ROOT, runAs, STRANGER } from './support.ts';

interface Outcome {
  saved: { outcome: string; message?: string };
  loaded: { outcome: string; message?: string };
  /** Rights in octal: of the folder above, of the folder, and of the files in it. */
  before: Record<string, string>;
  after: Record<string, string>;
}

const SAFE = { config: '700', 'credentials.json': '600', 'credentials.json.lock': '600' };

/** What saving ends with: `works`, or the kind of refusal. */
const EXPECTED: Record<string, string> = {
  'missing, in a folder of ours': 'works',
  'missing, with umask 000': 'works',
  'missing, with umask 022': 'works',
  'missing, with umask 077': 'works',
  'missing, with umask 777': 'works',
  'ours and open to be read': 'works',
  'ours, for everyone to write': 'permissions',
  'ours, for everyone to write, sticky': 'permissions',
  'below a folder for everyone to write': 'permissions',
  'far below a folder for everyone to write': 'permissions',
  'below a sticky folder for everyone to write': 'works',
  'below a folder for our own group to write': 'works',
  'our link to a folder of ours': 'works',
  'our link to below a folder for everyone to write': 'permissions',
  'a link to nothing': 'io',
  'a link to itself': 'io',
  'a link to /dev/null': 'io',
  'a file': 'io',
  'below a file': 'io',
  'a named pipe': 'io',
};

/** Only where root has prepared something of a third user. */
const EXPECTED_OF_OTHERS: Record<string, string> = {
  "another user's": 'owner',
  "below another user's": 'owner',
  "below another user's that we have made": 'owner',
  "another user's link to a folder of ours": 'owner',
  'below a folder for another group to write': 'permissions',
  'ours, whose files are not all': 'owner',
};

const temp = tempFolder();
afterAll(() => temp[Symbol.dispose]());
const program = bundle('strange-folders', temp.path);

describe.each(IS_ROOT ? [0, STRANGER] : [process.getuid?.() ?? 0])('a config folder, as user %i,', (user) => {
  let outcomes: Record<string, Outcome>;
  beforeAll(async () => {
    const own = folderOf(user, temp.path, `own-${user}`);
    const foreign = IS_ROOT ? othersFolders(join(temp.path, `others-${user}`), own) : '';
    outcomes = await runAs(user, program, [own, foreign]);
  });

  const expected = { ...EXPECTED, ...(IS_ROOT && EXPECTED_OF_OTHERS) };

  test.each(Object.entries(expected))('%s: %s', (name, result) => {
    const { saved, loaded, before, after } = outcomes[name] ?? ({} as Outcome);
    expect(saved.outcome).toBe(result);
    if (result === 'works') {
      expect(loaded.outcome).toBe('works');
      expect(after).toMatchObject(SAFE);
      return;
    }
    expect(saved.message).toMatch(/^[^\n]{10,400}\.$/);
    expect(after).toMatchObject(before);
    expect([result, 'nothing there']).toContain(loaded.outcome);
  });

  test('ours and read-only: refused, unless we are root, for whom no folder is', () => {
    const { saved } = outcomes['ours and read-only'] ?? ({} as Outcome);
    expect(saved.outcome).toBe(user === 0 ? 'works' : 'permissions');
    if (user !== 0) expect(saved.message).toContain('permission is denied');
  });

  test('every case is judged', () => {
    expect(Object.keys(outcomes).sort()).toEqual([...Object.keys(expected), 'ours and read-only'].sort());
  });
});

/** What a third user, or another group, could have prepared. */
function othersFolders(path: string, own: string): string {
  const other = STRANGER + 1;
  mkdirSync(path, { mode: 0o755 });
  for (const [name, mode] of [
    ['theirs', 0o777],
    ['open', 0o777],
    ['sticky', 0o1777],
    ['group', 0o775],
  ] as const) {
    mkdirSync(join(path, name));
    chmodSync(join(path, name), mode);
    if (name !== 'sticky') chownSync(join(path, name), name === 'group' ? 0 : other, other);
  }
  writeFileSync(join(path, 'open', 'credentials.json'), '{}');
  chownSync(join(path, 'open', 'credentials.json'), other, other);
  symlinkSync(join(own, 'linked'), join(path, 'sticky', 'link'));
  lchownSync(join(path, 'sticky', 'link'), other, other);
  return path;
}
