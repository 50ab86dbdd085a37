import { isUnsafe } from '../output/sanitize.ts';
import type { Key } from './key-decoder.ts';

/** What a list to choose from shows, as far as keys decide. Never changed: a key makes another one. */
export interface ListState {
  /** What was typed to filter by. */
  term: string;
  /** Which of the names pass the filter. */
  matches: readonly number[];
  /** Which of the matches is the current one. */
  active: number;
}

export interface ListRules {
  names: readonly string[];
  /** Whether typing filters; else it jumps, and q leads back. */
  filters: boolean;
  /** Lines to move by at a time. */
  page: number;
}

export function firstState({ names }: ListRules, initial: number): ListState {
  return { term: '', matches: names.map((_name, index) => index), active: Math.max(0, initial) };
}

/** After a key: another state, the index of the name that was chosen, or back. */
export function afterKey(key: Key, state: ListState, rules: ListRules): ListState | number | 'back' {
  const { matches, active } = state;
  const move = (by: number) => ({ ...state, active: clamp(active + by, matches.length) });
  switch (key.name) {
    case 'enter':
      return matches[active] ?? state;
    case 'escape':
      return 'back';
    case 'up':
      return move(-1);
    case 'down':
      return move(1);
    case 'page-up':
      return move(-rules.page);
    case 'page-down':
      return move(rules.page);
    case 'home':
      return move(-matches.length);
    case 'end':
      return move(matches.length);
    default:
      return rules.filters ? filtered(key, state, rules) : jumped(key, state, rules);
  }
}

/** Every word typed occurs somewhere in the name. */
function filtered(key: Key, state: ListState, { names }: ListRules): ListState {
  const term = termAfter(key, state.term);
  if (term === state.term) return state;
  const words = term.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = names.flatMap((name, index) =>
    words.every((word) => name.toLowerCase().includes(word)) ? [index] : [],
  );
  return { term, matches, active: 0 };
}

function termAfter(key: Key, term: string): string {
  if (key.name === 'text') return term + shownOnly(key.text);
  if (key.name === 'paste') return term + shownOnly(key.text.trim().slice(0, 200));
  if (key.name === 'backspace') return [...term].slice(0, -1).join('');
  return key.name === 'control' && key.text === '\x15' ? '' : term;
}

function shownOnly(text: string): string {
  return [...text].filter((character) => !isUnsafe(character)).join('');
}

/** To the name with that number, or to the next one that begins with that letter. What is pasted means nothing here. */
function jumped(key: Key, state: ListState, { names }: ListRules): ListState | 'back' {
  if (key.name !== 'text') return state;
  const letter = key.text.toLowerCase();
  if (letter === 'q') return 'back';
  if (/^[1-9]$/.test(letter)) return Number(letter) <= names.length ? { ...state, active: Number(letter) - 1 } : state;
  const after = [...names.keys()].map((offset) => (state.active + 1 + offset) % names.length);
  const found = after.find((index) => names[index]?.toLowerCase().startsWith(letter));
  return found === undefined ? state : { ...state, active: found };
}

function clamp(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}
