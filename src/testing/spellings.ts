import { placeIn, type View, viewsOf } from './views.ts';

export interface Known {
  secret: string;
  /** Plain ASCII. */
  placeholder: string;
}

/** Secrets to look for, made ready once: some are large. */
export class Needles {
  readonly needles: readonly { forms: readonly string[]; placeholder: string }[];
  /** How many characters the shortest has. */
  readonly shortest: number;

  constructor(known: readonly Known[]) {
    this.needles = known.map(({ secret, placeholder }) => ({ forms: formsOf(secret), placeholder }));
    this.shortest = Math.min(...this.needles.flatMap(({ forms }) => forms.map(({ length }) => length)));
  }
}

/**
 * As characters, folded: letters with marks can be written as one character or as two. The usual spellings stand here, too, for where the
 * text before would make another escape of them, as `%4` does in front of `1%2F`.
 */
function formsOf(secret: string): string[] {
  const valid = secret.replace(/\p{Surrogate}/gu, '\ufffd');
  const forms = [secret, valid, secret.normalize('NFC'), secret.normalize('NFD')];
  const spelled = [
    encodeURIComponent(valid),
    new URLSearchParams({ '': valid }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
  ];
  return [...new Set([...forms, ...spelled].map(fold))];
}

/** Lower case that keeps every character where it is, and does not look at its neighbours as that of a Greek word does. */
function fold(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text.toLowerCase() : text.replace(/[A-Z]+|[^\0-\x7f]/gu, lowerOf);
}

function lowerOf(letter: string): string {
  const lower = letter.toLowerCase();
  return lower.length === letter.length ? lower : letter;
}

/** Spellings inside spellings: base64 of a form in JSON in HTML. */
const DEEPEST = 4;

/** What stands in the place of a secret may hold another; by then a recording is better refused. */
const MOST_ROUNDS = 10;

/**
 * The text with every secret replaced, however it is spelled: percent-encoded, as a form, with escapes of JSON or HTML (also in part),
 * in base64, base64url or hex, across lines, as part of something longer, and these inside each other. In another case, too.
 */
export function replaceKnown(text: string, known: Needles, depth = DEEPEST): string {
  // No spelling is shorter than what it spells; of no secrets the shortest is infinite.
  if (text.length < known.shortest) return text;
  // What is found first may cover something else.
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = text;
    text = replaceOnce(before, known, depth);
    if (text === before) break;
  }
  return text;
}

/** A stretch of a text, and what is to stand there. */
interface Replacement {
  from: number;
  to: number;
  by: string;
}

function replaceOnce(text: string, known: Needles, depth: number): string {
  const found: Replacement[] = [];
  const acrossLines: Replacement[] = [];
  for (const view of viewsOf(text, depth)) {
    const list = view.isJoined ? acrossLines : found;
    for (const occurrence of occurrences(view, known)) list.push(occurrence);
    if (view.deeper === 0) continue;
    for (const run of encodedRuns(view, known)) {
      // Base64 that was percent-encoded has to be so again.
      list.push(text.slice(run.from, run.to).includes('%') ? { ...run, by: encodeURIComponent(run.by) } : run);
    }
  }
  // Lines that have nothing to do with each other are joined only if there is no other way.
  return splice(text, found.length > 0 ? found : acrossLines);
}

function* occurrences(view: View, { needles }: Needles): Generator<Replacement> {
  const folded = fold(view.text);
  for (const { forms, placeholder: by } of needles) {
    for (const form of forms) {
      // One that begins inside of another of its kind, too: which of them is the secret and which its surroundings?
      for (let index = folded.indexOf(form); index !== -1; index = folded.indexOf(form, index + 1)) {
        yield { from: placeIn(view, index), to: placeIn(view, index + form.length), by };
      }
    }
  }
}

/** Where stretches overlap, the longest says what stands for all of them, so that no end of one is left standing. */
function splice(text: string, found: readonly Replacement[]): string {
  const chosen: (Replacement & { longest: number })[] = [];
  for (const { from, to, by } of found.toSorted((a, b) => a.from - b.from)) {
    const last = chosen.at(-1);
    const length = to - from;
    if (!last || from >= last.to) {
      chosen.push({ from, to, by, longest: length });
      continue;
    }
    if (length > last.longest) Object.assign(last, { by, longest: length });
    last.to = Math.max(last.to, to);
  }
  const parts: string[] = [];
  let position = 0;
  for (const { from, to, by } of chosen) {
    parts.push(text.slice(position, from), by);
    position = to;
  }
  return parts.join('') + text.slice(position);
}

const BASE64_RUN = /[\w+/-]{8,}={0,2}/g;
const HEX_RUN = /[\da-f]{8,}/gi;

function* encodedRuns(view: View, known: Needles): Generator<Replacement> {
  const rewrite = (bytes: Buffer) => replaceInBytes(bytes, known, view.deeper - 1);
  for (const [pattern, perByte, rewriteRun] of [
    [BASE64_RUN, 4 / 3, rewriteBase64],
    [HEX_RUN, 2, rewriteHex],
  ] as const) {
    for (const { index, 0: run } of view.text.matchAll(pattern)) {
      const by = run.length < known.shortest * perByte ? undefined : rewriteRun(run, rewrite);
      if (by !== undefined) yield { from: placeIn(view, index), to: placeIn(view, index + run.length), by };
    }
  }
}

/** Undefined where there was nothing to replace. */
type Rewrite = (bytes: Buffer) => Buffer | undefined;

/** A run may begin with a piece of the path before it: each of the four ways to cut it into groups is looked at. */
function rewriteBase64(run: string, rewrite: Rewrite): string | undefined {
  const digits = run.replace(/=+$/, '');
  const alphabet = /[-_]/.test(digits) && !/[+/]/.test(digits) ? 'base64url' : 'base64';
  for (let skip = 0; skip < 4; skip += 1) {
    const bytes = rewrite(Buffer.from(digits.slice(skip), 'base64'));
    if (!bytes) continue;
    const encoded = bytes.toString(alphabet);
    return digits.slice(0, skip) + (run.endsWith('=') ? encoded : encoded.replace(/=+$/, ''));
  }
  return undefined;
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

const UTF8 = /(?:[\0-\x7f]+|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+/g;

/** Of bytes that are no text, what stands among them and is one. */
function replaceInBytes(bytes: Buffer, known: Needles, depth: number): Buffer | undefined {
  const before = bytes.toString('latin1');
  const after = before.replace(UTF8, (among) => {
    const text = Buffer.from(among, 'latin1').toString();
    const replaced = replaceKnown(text, known, depth);
    return replaced === text ? among : Buffer.from(replaced).toString('latin1');
  });
  return after === before ? undefined : Buffer.from(after, 'latin1');
}
