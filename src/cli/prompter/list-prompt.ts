import { createPrompt, makeTheme, useEffect, useMemo, usePrefix, useState } from '@inquirer/core';
import { clip } from '../output/clip.ts';
import { widest, widthOf } from '../output/width.ts';
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

const SHORTEST_PAGE = 3;
/** Between choices and description, and two for the cursor. */
const BLANK_LINES = 3;
const POINTER = '❯';
const HIDE_CURSOR = '\x1b[?25l';

/**
 * One of several, by arrow keys; a list longer than the screen is filtered by typing. Drawn anew as soon as the terminal has another
 * size, which inquirer's own lists are not before the next key. The answer is an index, or undefined when the person went back.
 */
export const listPrompt = createPrompt<number | undefined, ListConfig>((config, done) => {
  const { message, choices, keyboard } = config;
  const theme = makeTheme(config.theme);
  const { style } = config.theme;
  const { columns, rows } = useSize(config.terminal);
  const widestDescription = useMemo(() => widest(choices.map(({ description = '' }) => description)), [choices]);
  const pageWith = (keys: string) => {
    const around = [widthOf(message), widestDescription, widthOf(keys)].map((width) => Math.ceil(width / columns));
    return Math.max(
      SHORTEST_PAGE,
      around.reduce((left, lines) => left - lines, rows - BLANK_LINES),
    );
  };
  const [filters] = useState(choices.length > pageWith(keysOf(style, true)));
  const keys = keysOf(style, filters);
  const page = pageWith(keys);
  const rules: ListRules = { names: choices.map(({ name }) => name), filters, page };
  const [state, setState] = useState(() => firstState(rules, config.initial));
  const prefix = usePrefix({ status: 'idle', theme });
  useKeys(keyboard, (key) => {
    if (key.name === 'control' && key.text === CTRL_D) return keyboard.leave();
    const next = afterKey(key, state, rules);
    if (typeof next === 'object') setState(next);
    else done(next === 'back' ? undefined : next);
  });
  const { matches, active, term } = state;
  const first = Math.max(0, Math.min(active - Math.floor(page / 2), matches.length - page));
  const lines = matches.slice(first, first + page).map((index, line) => {
    const isActive = first + line === active;
    const text = clip(`${isActive ? POINTER : ' '} ${choices[index]?.name ?? ''}`, columns - 1);
    return isActive ? style.highlight(text) : text;
  });
  const description = choices[matches[active] ?? -1]?.description;
  return [
    [prefix, style.message(message), style.answer(clip(term, columns))].join(' '),
    ...(lines.length > 0 ? lines : [style.error(term === '' ? NOTHING_THERE : NOTHING_MATCHES)]),
    ' ',
    ...(description ? [style.description(description)] : []),
    keys,
    // The cursor is left below: some terminals break its line when they get narrower, and some do not.
    HIDE_CURSOR,
  ].join('\n');
});

const NOTHING_THERE = 'There is nothing to choose from.';
const NOTHING_MATCHES = 'Nothing matches what you typed.';

function keysOf({ keysHelpTip }: PromptTheme['style'], filters: boolean): string {
  const filter: [string, string][] = filters ? [['type', 'to filter']] : [];
  return keysHelpTip([['↑↓', 'navigate'], ['⏎', 'select'], ...filter]);
}

/** As it is now, and again whenever it changes. */
function useSize(terminal: NodeJS.WriteStream): { columns: number; rows: number } {
  const sizeNow = () => ({ columns: terminal.columns || 80, rows: terminal.rows || 24 });
  const [size, setSize] = useState(sizeNow);
  useEffect(() => {
    const onResize = () => setSize(sizeNow());
    terminal.on('resize', onResize);
    return () => void terminal.off('resize', onResize);
  }, []);
  return size;
}
