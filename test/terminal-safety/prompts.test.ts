import inquirer from 'inquirer';
import { describe, expect, test, vi } from 'vitest';
import { sanitize } from '../../src/cli/output/sanitize.ts';
import { scaled } from '../support/scale.ts';
import { SHORT_PAYLOADS } from './support/payloads.ts';
import { KEYS, pasted, Scene } from './support/scene.ts';

vi.setConfig({ testTimeout: scaled(60_000, 240_000) });

/** Several payloads in one text, as many as are shown. */
const TEXTS = chunks(scaled(48, 6));

function chunks(size: number): string[] {
  const texts: string[] = [];
  for (let at = 0; at < SHORT_PAYLOADS.length; at += size) {
    texts.push(
      SHORT_PAYLOADS.slice(at, at + size)
        .map(([, text]) => text)
        .join('|'),
    );
  }
  return texts;
}

/** Sees a prompt, answers it, and tells what it did to the terminal. */
async function harmOf(ask: (scene: Scene) => Promise<unknown>, ...keys: readonly string[]): Promise<string[]> {
  const scene = new Scene();
  const asked = ask(scene).catch(() => undefined);
  await scene.sees('READY');
  await scene.types(...keys);
  await asked;
  await scene.settles();
  expect(scene.screen.changedModes).toEqual({});
  return scene.harm;
}

describe('a prompt draws any text harmlessly', () => {
  test('as the question, whatever kind of question', async () => {
    for (const text of TEXTS) {
      const message = `READY ${text}`;
      const harms = [
        await harmOf(({ prompter }) => prompter.text({ message }), 'x', KEYS.enter),
        await harmOf(({ prompter }) => prompter.secret({ message }), 'x', KEYS.enter),
        await harmOf(({ prompter }) => prompter.confirm({ message, initial: true }), KEYS.enter),
        await harmOf(({ prompter }) => prompter.tick({ message, options: ['x'], ticked: ['x'] }), KEYS.enter),
        await harmOf(({ prompter }) => prompter.choose({ message, choices: [{ name: 'x', value: 1 }] }), KEYS.enter),
      ];
      expect([text, harms.flat()]).toEqual([text, []]);
    }
  });

  test('as choices and their descriptions, on every page of a list, chosen or not', async () => {
    const choices = SHORT_PAYLOADS.map(([, text], value) => ({ name: text, value, description: text }));
    const pages = Array<string>(Math.ceil(choices.length / 18)).fill(KEYS.pageDown);
    const ask = (scene: Scene) => scene.prompter.choose({ message: 'READY', choices });
    expect(await harmOf(ask, ...pages, KEYS.enter)).toEqual([]);
    expect(await harmOf(ask, KEYS.down, KEYS.escape)).toEqual([]);
  });

  test('as what is ticked', async () => {
    const options = SHORT_PAYLOADS.slice(0, scaled(20, 400)).map(([, text]) => text);
    expect(
      await harmOf(
        ({ prompter }) => prompter.tick({ message: 'READY', options, ticked: options }),
        KEYS.down,
        KEYS.enter,
      ),
    ).toEqual([]);
  });

  test('as the answer that is offered, which is the answer as it was and not as it was drawn', async () => {
    for (const [, text] of SHORT_PAYLOADS.filter((_one, index) => index % scaled(60, 4) === 0)) {
      if (text === '') continue;
      const scene = new Scene();
      const asked = scene.prompter.text({ message: 'READY', initial: text });
      await scene.sees('READY');
      await scene.types(KEYS.enter);
      expect(await asked).toBe(text);
      expect(scene.harm).toEqual([]);
    }
  });

  test('as what is wrong with an answer: errors quote what was typed', async () => {
    for (const text of TEXTS) {
      const ask = ({ prompter }: Scene) => prompter.text({ message: 'READY', problem: () => `No: ${text}` });
      expect(await harmOf(ask, 'x', KEYS.enter, KEYS.ctrlC)).toEqual([]);
    }
  });

  test('as what is typed and pasted, which is refused with characters that cannot be shown', async () => {
    for (const [name, text] of SHORT_PAYLOADS.filter((_one, index) => index % scaled(60, 4) === 0)) {
      const scene = new Scene();
      const asked = scene.prompter.text({ message: 'READY' });
      await scene.sees('READY');
      await scene.types(pasted(`x${text}x`), KEYS.enter);
      const answer = await Promise.race([asked, scene.types(KEYS.ctrlU, 'other', KEYS.enter).then(async () => asked)]);
      expect([name, answer]).toEqual([
        name,
        sanitize(`x${text}x`) === `x${text}x` || isOnlyStacked(text) ? `x${text}x`.trim() : 'other',
      ]);
      expect(scene.harm).toEqual([]);
    }
  });

  /** Marks on marks are a person's own affair while they are typed. */
  function isOnlyStacked(text: string): boolean {
    return text === text.replace(/[^\P{C}]|[\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800]/gu, '');
  }
});

describe('the naive way fails the same test', () => {
  test("inquirer's bare choices obey the server: title and clipboard", async () => {
    const scene = new Scene();
    const choices = ['\x1b]2;PWNED\x07', '\x1b]52;c;UFdORUQ=\x07', 'to \u202e0xABC'];
    const { stdin: input, stderr: output } = scene.terminal.host;
    const prompt = inquirer.createPromptModule({ input, output });
    void prompt([{ type: 'select', name: 'x', message: 'READY', choices }]).catch(() => undefined);
    await scene.sees('READY');
    await scene.types(KEYS.enter);
    expect(scene.screen.obeyed).toEqual(expect.arrayContaining(['title PWNED', 'OSC 52 c;UFdORUQ=']));
    expect(scene.harm.length).toBeGreaterThan(2);
  });
});
