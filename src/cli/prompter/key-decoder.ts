export const CTRL_C = '\x03';
export const CTRL_D = '\x04';
export const CTRL_Z = '\x1a';

/** What a person did at the keyboard. */
export type Key =
  /** Typed: any characters but controls. */
  | { name: 'text'; text: string }
  /** As it came, in a terminal that marks what is pasted: any characters at all. */
  | { name: 'paste'; text: string }
  /** Ctrl and another key; the name is the control character. */
  | { name: 'control'; text: string }
  | { name: KeyName };

type KeyName = (typeof NAMES)[keyof typeof NAMES] | 'enter' | 'backspace' | 'escape' | 'tab' | 'unknown';

const NAMES = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  '1~': 'home',
  '3~': 'delete',
  '4~': 'end',
  '5~': 'page-up',
  '6~': 'page-down',
  '7~': 'home',
  '8~': 'end',
} as const;

const CONTROLS: Readonly<Record<string, KeyName>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\r\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\x7f': 'backspace',
};

const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** What is pasted beyond this is dropped: nobody pastes a novel into a prompt on purpose. */
const LARGEST_PASTE = 1024 * 1024;

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: they are what a keyboard sends
/** An escape sequence as terminals send for keys, a lone control, or a run of plain characters. */
const TOKEN = /\x1b\[\[[A-E]|\x1b\[[0-?]*[ -/]*[@-Z\\-~]|\x1bO[ -~]|\x1b[^[O\x1b]|\r\n|\p{Cc}|\P{Cc}+/uy;
/** The beginning of a sequence whose rest has not come yet; or the key Esc. */
const UNFINISHED = /^\x1b(\[\[?[0-?]*[ -/]*|O)?$/;
const SEQUENCE = /^\x1b(?:\[|O)([0-?]*)([ -/]*[@-~])$/;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: they are what a keyboard sends

/** Makes keys of what a terminal sends, however it is cut into pieces. */
export class KeyDecoder {
  #rest = '';
  /** Pieces of a paste that has begun; undefined outside of one. */
  #pasted: string | undefined;

  /** Whether what has come so far may be the beginning of a key. */
  get isUnfinished(): boolean {
    return this.#rest !== '' && this.#pasted === undefined;
  }

  decode(text: string): Key[] {
    const keys: Key[] = [];
    this.#rest += text;
    while (this.#rest !== '') {
      const key = this.#pasted === undefined ? this.#nextKey() : this.#nextPaste(text);
      if (key === undefined) break;
      if (key !== 'begun') keys.push(key);
    }
    return keys;
  }

  /** Nothing came for a while: what was unfinished was meant so. */
  flush(): Key[] {
    if (!this.isUnfinished) return [];
    const rest = this.#rest;
    this.#rest = '';
    return [{ name: rest === '\x1b' ? 'escape' : 'unknown' }];
  }

  #nextKey(): Key | 'begun' | undefined {
    if (UNFINISHED.test(this.#rest)) return undefined;
    TOKEN.lastIndex = 0;
    // Esc twice, or a sequence that no terminal sends: its first character alone.
    const token = TOKEN.exec(this.#rest)?.[0] ?? this.#rest.slice(0, 1);
    this.#rest = this.#rest.slice(token.length);
    if (token !== PASTE_BEGIN) return keyOf(token);
    this.#pasted = '';
    return 'begun';
  }

  #nextPaste(arrived: string): Key | undefined {
    const before = this.#pasted ?? '';
    // A terminal that never ends a paste must not hold anybody.
    if (arrived === CTRL_C) return this.#endPaste('', { name: 'control', text: CTRL_C });
    const end = this.#rest.indexOf(PASTE_END);
    if (end >= 0) {
      const text = before + this.#rest.slice(0, end);
      return this.#endPaste(this.#rest.slice(end + PASTE_END.length), {
        name: 'paste',
        text: text.slice(0, LARGEST_PASTE),
      });
    }
    // The end may have come in part.
    const kept = Math.min(this.#rest.length, PASTE_END.length - 1);
    const taken = this.#rest.slice(0, this.#rest.length - kept);
    this.#pasted = before.length < LARGEST_PASTE ? before + taken : before;
    this.#rest = this.#rest.slice(taken.length);
    return undefined;
  }

  #endPaste(rest: string, key: Key): Key {
    this.#pasted = undefined;
    this.#rest = rest;
    return key;
  }
}

function keyOf(token: string): Key {
  const named = CONTROLS[token];
  if (named !== undefined) return { name: named };
  if (token === '\x1b') return { name: 'escape' };
  if (!token.startsWith('\x1b'))
    return /^\p{Cc}$/u.test(token) ? { name: 'control', text: token } : { name: 'text', text: token };
  const [, parameters = '', final = ''] = SEQUENCE.exec(token) ?? [];
  const name = parameters === '' ? final : `${parameters}${final}`;
  return { name: Object.hasOwn(NAMES, name) ? NAMES[name as keyof typeof NAMES] : 'unknown' };
}
