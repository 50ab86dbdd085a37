/** A stretch of a text, and what is to stand there. */
interface Replacement {
  from: number;
  to: number;
  by: string;
}

/** A text as it reads once some spelling is undone, and where each of its characters stands in the original. */
interface View {
  text: string;
  /** Begin of each character in the original, and the end of the last; absent where each stands where it stood. */
  at?: readonly number[];
}

export interface Known {
  secret: string;
  placeholder: string;
}

interface Needle {
  /** As characters, folded. */
  forms: readonly string[];
  /** As bytes, folded. */
  bytes: string;
  placeholder: string;
}

/** Secrets to look for, made ready once: some are large. */
export class Needles {
  readonly needles: readonly Needle[];
  /** Of the shortest, in bytes. */
  readonly shortest: number;

  constructor(known: readonly Known[]) {
    this.needles = known.map(({ secret, placeholder }) => ({
      forms: formsOf(secret),
      bytes: fold(Buffer.from(secret).toString('latin1')),
      placeholder,
    }));
    this.shortest = Math.min(...this.needles.map(({ bytes }) => bytes.length));
  }
}

/** Spellings inside spellings: base64 of a form in JSON, and one more. */
const DEEPEST = 3;

/**
 * The text with every secret replaced, however it is spelled: percent-encoded, as a form, with escapes of JSON or HTML (also in part, and
 * twice), in base64, base64url or hex, as part of something longer, and these inside each other. In another case, too.
 */
export function replaceKnown(text: string, known: Needles, depth = DEEPEST): string {
  if (known.needles.length === 0) return text;
  // What is found first may cover something else.
  for (let before = text, round = 0; ; before = text, round += 1) {
    text = replaceOnce(before, known, depth);
    if (text === before || round === MOST_ROUNDS) return text;
  }
}

/** By then something is replaced by itself, as where a secret is a placeholder's name. */
const MOST_ROUNDS = 50;

function replaceOnce(text: string, known: Needles, depth: number): string {
  const found: Replacement[] = [];
  for (const view of viewsOf({ text })) {
    found.push(...occurrences(view, known, ({ forms }) => forms));
    if (depth === 0) continue;
    for (const run of encodedRuns(view, known, depth)) {
      // Base64 that was percent-encoded has to be so again.
      found.push(text.slice(run.from, run.to).includes('%') ? { ...run, by: encodeURIComponent(run.by) } : run);
    }
  }
  return splice(text, found);
}

function* occurrences(
  view: View,
  { needles }: Needles,
  spelled: (needle: Needle) => readonly string[],
): Generator<Replacement> {
  const folded = fold(view.text);
  for (const needle of needles) {
    for (const wanted of spelled(needle)) {
      if (wanted.length > folded.length) continue;
      for (let index = folded.indexOf(wanted); index !== -1; index = folded.indexOf(wanted, index + wanted.length)) {
        yield { from: placeIn(view, index), to: placeIn(view, index + wanted.length), by: needle.placeholder };
      }
    }
  }
}

function placeIn({ at }: View, index: number): number {
  return at ? (at[index] ?? 0) : index;
}

/** Letters with marks can be written as one character or as two. */
function formsOf(secret: string): string[] {
  return [...new Set([secret, secret.normalize('NFC'), secret.normalize('NFD')].map(fold))];
}

/** Lower case that keeps every character where it is. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The longest first where two overlap, so that no end of one is left standing. */
function splice(text: string, found: Replacement[]): string {
  if (found.length === 0) return text;
  const chosen: Replacement[] = [];
  for (const each of found.toSorted((a, b) => b.to - b.from - (a.to - a.from))) {
    if (chosen.every(({ from, to }) => each.to <= from || each.from >= to)) chosen.push(each);
  }
  let result = '';
  let position = 0;
  for (const { from, to, by } of chosen.sort((a, b) => a.from - b.from)) {
    result += text.slice(position, from) + by;
    position = to;
  }
  return result + text.slice(position);
}

/** The text itself, and what it reads as when one, two or three layers of escapes are undone. */
function viewsOf(view: View, layers = DEEPEST): View[] {
  if (layers < 0) return [];
  const views = [view];
  const next = unescaped(view);
  if (next) views.push(...viewsOf(next, layers - 1));
  if (view.text.includes('+')) {
    // A plus is a blank in a form and a plus elsewhere; one that was escaped is a plus in a form as well.
    const form = { ...view, text: view.text.replaceAll('+', ' ') };
    const decoded = unescaped(form);
    views.push(form, ...(decoded ? viewsOf(decoded, layers - 1) : []));
  }
  return views;
}

const ESCAPE =
  /(?:%[\da-f]{2})+|\\u[\da-f]{4}|\\["\\/bfnrt]|&#x[\da-f]{1,6};|&#\d{1,7};|&(?:amp|lt|gt|quot|apos|nbsp);/gi;

const SHORT: Record<string, string> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** One layer less of escapes; undefined where there is none. */
function unescaped(view: View): View | undefined {
  const { text } = view;
  if (!/[%\\&]/.test(text)) return undefined;
  let result = '';
  const places: number[] = [];
  let position = 0;
  const copy = (to: number) => {
    for (; position < to; position += 1) {
      result += text[position];
      places.push(placeIn(view, position));
    }
  };
  for (const match of text.matchAll(ESCAPE)) {
    const start = match.index;
    copy(start);
    for (const { decoded, length } of decodeEscape(match[0])) {
      for (const unit of decoded.split('')) {
        result += unit;
        places.push(placeIn(view, position));
      }
      position += length;
    }
  }
  if (position === 0) return undefined;
  copy(text.length);
  places.push(placeIn(view, text.length));
  return result === text ? undefined : { text: result, at: places };
}

/** Characters, and how long each was in the escaped text. */
function decodeEscape(written: string): { decoded: string; length: number }[] {
  const { length } = written;
  if (written.startsWith('%')) return decodePercent(Buffer.from(written.replaceAll('%', ''), 'hex'));
  if (/^\\u/i.test(written)) return [{ decoded: String.fromCharCode(Number.parseInt(written.slice(2), 16)), length }];
  if (written.startsWith('\\')) return [{ decoded: SHORT[written.slice(1)] ?? written.slice(1), length }];
  const code = /^&#x/i.test(written) ? Number.parseInt(written.slice(3), 16) : Number.parseInt(written.slice(2), 10);
  if (!written.startsWith('&#')) return [{ decoded: SHORT[written.slice(1, -1).toLowerCase()] ?? written, length }];
  return [{ decoded: code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd', length }];
}

/** UTF-8 character by character; what is none stays a byte. */
function decodePercent(bytes: Buffer): { decoded: string; length: number }[] {
  const result: { decoded: string; length: number }[] = [];
  for (let index = 0; index < bytes.length; ) {
    const first = bytes[index] ?? 0;
    const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const text = bytes.toString('utf8', index, index + size);
    const valid = !text.includes('\ufffd') && index + size <= bytes.length;
    result.push({ decoded: valid ? text : String.fromCharCode(first), length: 3 * (valid ? size : 1) });
    index += valid ? size : 1;
  }
  return result;
}

const BASE64_RUN = /[A-Za-z0-9+/_-]{8,}={0,2}/g;
/** As mail has it. */
const BASE64_LINES = /(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{60,}\r?\n)+[A-Za-z0-9+/_-]+={0,2}/g;
const HEX_RUN = /[\da-f]{8,}/gi;

function* encodedRuns(view: View, known: Needles, depth: number): Generator<Replacement> {
  for (const [pattern, perByte, rewrite] of [
    [BASE64_RUN, 4 / 3, rewriteBase64],
    [BASE64_LINES, 4 / 3, rewriteBase64],
    [HEX_RUN, 2, rewriteHex],
  ] as const) {
    for (const { index, 0: run } of view.text.matchAll(pattern)) {
      if (run.length < known.shortest * perByte) continue;
      const by = rewrite(run, (bytes) => replaceInBytes(bytes, known, depth - 1));
      if (by === undefined) continue;
      yield { from: placeIn(view, index), to: placeIn(view, index + run.length), by };
    }
  }
}

type Rewrite = (bytes: Buffer) => Buffer | undefined;

/** A run may begin with a piece of the path before it: each of the four ways to cut it into groups is looked at. */
function rewriteBase64(run: string, rewrite: Rewrite): string | undefined {
  if (!isEven(run.split(/\r?\n/))) return undefined;
  const joined = run.replace(/[\r\n=]/g, '');
  const alphabet = /[-_]/.test(joined) && !/[+/]/.test(joined) ? 'base64url' : 'base64';
  for (let skip = 0; skip < 4; skip += 1) {
    const bytes = rewrite(Buffer.from(joined.slice(skip), 'base64'));
    if (!bytes) continue;
    const encoded = bytes.toString(alphabet);
    return joined.slice(0, skip) + (run.endsWith('=') ? encoded : encoded.replace(/=+$/, ''));
  }
  return undefined;
}

/** Whether lines are those of one text that was cut: all of one length, and a last one that is not longer. */
function isEven(lines: readonly string[]): boolean {
  const [first = ''] = lines;
  return lines.every(({ length }, index) =>
    index === lines.length - 1 ? length <= first.length : length === first.length,
  );
}

function rewriteHex(run: string, rewrite: Rewrite): string | undefined {
  for (let skip = 0; skip < 2; skip += 1) {
    const end = skip + Math.floor((run.length - skip) / 2) * 2;
    const bytes = rewrite(Buffer.from(run.slice(skip, end), 'hex'));
    if (!bytes) continue;
    const encoded = bytes.toString('hex');
    return run.slice(0, skip) + (/[A-F]/.test(run) ? encoded.toUpperCase() : encoded) + run.slice(end);
  }
  return undefined;
}

/** Undefined where there was nothing to replace. */
function replaceInBytes(bytes: Buffer, known: Needles, depth: number): Buffer | undefined {
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd')) {
    const replaced = replaceKnown(text, known, depth);
    return replaced === text ? undefined : Buffer.from(replaced);
  }
  const binary = bytes.toString('latin1');
  const replaced = splice(binary, [...occurrences({ text: binary }, known, (needle) => [needle.bytes])]);
  return replaced === binary ? undefined : Buffer.from(replaced, 'latin1');
}
