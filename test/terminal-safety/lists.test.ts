import inquirer from 'inquirer';
import { describe, expect, test } from 'vitest';
import { KEYS, pasted, Scene } from './support/scene.ts';

const LONG = Array.from({ length: 40 }, (_, index) => ({
  name: `${index + 1}. ${index % 2 === 0 ? 'even' : 'odd'} ${'·'.repeat(60)} end`,
  value: index + 1,
}));
const SHORT = ['Wallets', 'Create', 'Log out', 'Look', 'Quit'].map((name) => ({ name, value: name }));

async function open<T>(choices: readonly { name: string; value: T }[], size = {}) {
  const scene = new Scene({ columns: 78, rows: 20, ...size });
  await scene.screen.write('before\r\n');
  const answer = scene.prompter.choose({ message: 'READY', choices });
  await scene.sees('READY');
  return { scene, answer };
}

/** The line with the pointer. */
function current({ screen }: Scene): string {
  return screen.lines.findLast((line) => line.startsWith('❯')) ?? '';
}

describe('a list that fits', () => {
  test.each<[string, readonly string[], string | undefined]>([
    ['arrows', [KEYS.down, KEYS.down, KEYS.up, KEYS.enter], 'Create'],
    ['the arrows stop at both ends', [KEYS.up, KEYS.enter], 'Wallets'],
    ['End and Home', [KEYS.end, KEYS.enter], 'Quit'],
    ['a number', ['3', KEYS.enter], 'Log out'],
    ['a number that there is not', ['9', KEYS.enter], 'Wallets'],
    ['a letter, again for the next one', ['l', 'l', KEYS.enter], 'Look'],
    ['a letter that begins nothing', [KEYS.down, 'x', KEYS.enter], 'Create'],
    ['an unknown key', [KEYS.down, '\x1b[15~', KEYS.enter], 'Create'],
    ['what is pasted means nothing', [KEYS.down, pasted('qq\n3\r\n'), KEYS.enter], 'Create'],
    ['q', ['q'], undefined],
    ['Esc', [KEYS.escape], undefined],
  ])('%s', async (_what, keys, expected) => {
    const { scene, answer } = await open(SHORT);
    await scene.types(...keys);
    expect(await answer).toBe(expected);
    await scene.settles();
    expect(scene.screen.text).toBe('before');
  });

  test('of nothing says so', async () => {
    const { scene, answer } = await open([]);
    await scene.sees('There is nothing to choose from.');
    await scene.types(KEYS.enter, KEYS.escape);
    expect(await answer).toBeUndefined();
  });
});

describe('a list longer than the screen', () => {
  test('shows a page of it, and other pages by keys', async () => {
    const { scene, answer } = await open(LONG);
    expect(scene.screen.lines.filter((line) => line.includes('·'))).toHaveLength(15);
    await scene.types(KEYS.pageDown);
    expect(current(scene)).toContain('16. odd');
    await scene.types(KEYS.end);
    expect(current(scene)).toContain('40. odd');
    await scene.types(KEYS.enter);
    expect(await answer).toBe(40);
  });

  test('is filtered by words in any order, corrected with Backspace, cleared with Ctrl-U', async () => {
    const { scene, answer } = await open(LONG);
    await scene.types('odd 3', pasted('4.\n'));
    expect(scene.screen.lines.filter((line) => line.includes('·'))).toHaveLength(1);
    await scene.types(KEYS.backspace, KEYS.backspace);
    expect(current(scene)).toContain('30. odd');
    await scene.types('x');
    await scene.sees('Nothing matches what you typed.');
    await scene.types(KEYS.enter, KEYS.ctrlU, KEYS.enter);
    expect(await answer).toBe(1);
  });
});

describe('a terminal that gets another size', () => {
  test.each([
    [40, 20, 14],
    [30, 14, 8],
    [20, 10, 3],
    [100, 20, 15],
    [78, 40, 35],
  ])(
    'of %i columns and %i lines has the open list drawn anew at once, and nothing of the old one left',
    async (columns, rows, page) => {
      const { scene, answer } = await open(LONG);
      await scene.types(KEYS.down, KEYS.down);
      await scene.resize(columns, rows);
      const { lines } = scene.screen;
      expect(lines.filter((line) => line.includes('READY'))).toHaveLength(1);
      expect(current(scene)).toContain('3. even');
      const choices = lines.filter((line) => line.includes('·'));
      expect(choices).toHaveLength(page);
      expect(choices.filter((line) => !line.endsWith(columns >= 78 ? 'end' : '…'))).toEqual([]);
      await scene.types(KEYS.enter);
      expect(await answer).toBe(3);
    },
  );

  test('keeps what stood above the list', async () => {
    const { scene } = await open(SHORT, { rows: 40 });
    for (const columns of [30, 60, 20, 78]) await scene.resize(columns, 40);
    expect(scene.screen.lines[0]).toBe('before');
    expect(scene.screen.lines.filter((line) => line.includes('Wallets'))).toHaveLength(1);
    await scene.types('q');
  });

  test("with inquirer's own list, the same test sees nothing drawn before the next key", async () => {
    const scene = new Scene({ columns: 78, rows: 20 });
    const { stdin: input, stderr: output } = scene.terminal.host;
    const choices = LONG.map(({ name }) => name);
    const asking = inquirer.createPromptModule({ input, output })([
      { type: 'select', name: 'x', message: 'READY', choices },
    ]);
    await scene.sees('READY');
    const before = scene.bytes;
    await scene.resize(40, 20);
    expect(scene.bytes).toBe(before);
    await scene.types(KEYS.enter);
    await asking;
  });
});

test('a program that was suspended draws its list again below what the shell wrote, and leaves that alone', async () => {
  const { scene, answer } = await open(SHORT, { rows: 30 });
  await scene.types(KEYS.down);
  await scene.screen.write('\r\n[1]+  Stopped\r\n$ fg\r\nupvest-wallet\r\n');
  process.emit('SIGCONT', 'SIGCONT');
  await scene.types(KEYS.down);
  for (const line of ['[1]+  Stopped', '$ fg', 'upvest-wallet']) expect(scene.screen.lines).toContain(line);
  expect(current(scene)).toContain('Log out');
  await scene.types(KEYS.enter);
  expect(await answer).toBe('Log out');
});
