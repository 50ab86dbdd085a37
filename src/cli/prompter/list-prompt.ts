import { createPrompt, makeTheme, useEffect, usePrefix, useState } from '@inquirer/core';
import { clip } from '../output/clip.ts';
import { sanitizeBounded } from '../output/sanitize.ts';
import { CTRL_D } from './key-decoder.ts';
import type { Keyboard } from './keyboard.ts';
import { afterKey, firstState, type ListRules } from './list-state.ts';
import type { PromptTheme } from './theme.ts';
import { useKeys } from './use-keys.ts';

export interface ListConfig {
  /** Texts that are safe to draw. */
  message: string;
  choices: readonly { name: string; description?: string }[];
  initial: number;
  keyboard: Keyboard;
  /** The terminal that it is drawn on; `resize` tells when its size has changed. */
  terminal: NodeJS.WriteStream;
  theme: PromptTheme;
}

/** Lines that a list needs besides its choices: question, description, keys. */
const LINES_AROUND = 6;
const SHORTEST_PAGE = 3;
const HIDE_CURSOR = '\x1b[?25l';

/**
 * One of several, by arrow keys; a list longer than the screen is filtered by typing. Drawn anew as soon as the terminal has another
 * size, which inquirer's own lists are not before the next key. The answer is an index, or undefined when the person went back.
 */
export const listPrompt = createPrompt<number | undefined, ListConfig>((config, done) => {
  const { message, choices, keyboard, terminal } = config;
  const theme = makeTheme(config.theme);
  const { columns, page } = useSize(terminal);
  const [filters] = useState(choices.length > page);
  const rules: ListRules = { names: choices.map(({ name }) => name), filters, page };
  const [state, setState] = useState(() => firstState(rules, config.initial));
  const prefix = usePrefix({ status: 'idle', theme });
  useKeys(keyboard, (key) => {
    if (key.name === 'control' && key.text === CTRL_D) return keyboard.leave();
    const next = afterKey(key, state, rules);
    if (typeof next === 'object') setState(next);
    else done(next === 'back' ? undefined : next);
  });
  const { style } = theme;
  const { matches, active, term } = state;
  const first = Math.max(0, Math.min(active - Math.floor(page / 2), matches.length - page));
  const lines = matches.slice(first, first + page).map((index, line) => {
    const isActive = first + line === active;
    const text = clip(`${isActive ? POINTER : ' '} ${choices[index]?.name ?? ''}`, columns - 1);
    return isActive ? style.highlight(text) : text;
  });
  const description = choices[matches[active] ?? -1]?.description;
  return [
    [prefix, style.message(message, 'idle'), style.answer(sanitizeBounded(term, 100))].join(' '),
    ...(lines.length > 0
      ? lines
      : [style.error(term === '' ? 'There is nothing to choose from.' : 'Nothing matches what you typed.')]),
    ' ',
    ...(description ? [config.theme.style.description(description)] : []),
    config.theme.style.keysHelpTip([
      ['↑↓', 'navigate'],
      ['⏎', 'select'],
      ...(filters ? [['type', 'to filter'] as [string, string]] : []),
    ]) + HIDE_CURSOR,
  ].join('\n');
});

const POINTER = '❯';

/** As it is now, and again whenever it changes. */
function useSize(terminal: NodeJS.WriteStream): { columns: number; page: number } {
  const sizeNow = () => ({ columns: terminal.columns || 80, rows: terminal.rows || 24 });
  const [{ columns, rows }, setSize] = useState(sizeNow);
  useEffect(() => {
    const onResize = () => setSize(sizeNow());
    terminal.on('resize', onResize);
    return () => void terminal.off('resize', onResize);
  }, []);
  return { columns, page: Math.max(SHORTEST_PAGE, rows - LINES_AROUND) };
}
