/** A text as it reads once spellings are undone. */
export interface View {
  text: string;
  /** Where each character begins in the original, and where the last ends; absent where each stands where it stood. */
  at?: readonly number[];
  /** How many more spellings may be undone. */
  deeper: number;
  /** Whether its lines were joined. */
  isJoined: boolean;
}

export function placeIn({ at }: View, index: number): number {
  return at ? (at[index] ?? 0) : index;
}

interface Layer {
  pattern: RegExp;
  read(written: string): string;
}

/** A character of UTF-8; what is none stays a byte. */
const PERCENT =
  /%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}|%[89a-f][\da-f]/gi;
const FORM = new RegExp(`\\+|${PERCENT.source}`, 'gi');
const JSON_ESCAPE = /\\(?:u[\da-f]{4}|["\\/bfnrt])/gi;
const HTML_ESCAPE = /&(?:#x[\da-f]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos|nbsp);/gi;

const LINE_BREAK: Layer = { pattern: /\r?\n[ \t]*/g, read: () => '' };

/** One by one and in every order: what is an escape of one kind may be the text itself in another. */
const LAYERS: readonly Layer[] = [
  { pattern: PERCENT, read: readPercent },
  { pattern: FORM, read: (written) => (written === '+' ? ' ' : readPercent(written)) },
  { pattern: JSON_ESCAPE, read: readJson },
  { pattern: HTML_ESCAPE, read: readHtml },
  LINE_BREAK,
];

const NAMED: Record<string, string> = {
  '\\b': '\b',
  '\\f': '\f',
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&nbsp;': '\u00a0',
};

function readPercent(written: string): string {
  if (written.length === 3) return String.fromCharCode(Number.parseInt(written.slice(1), 16));
  const bytes = Buffer.from(written.replaceAll('%', ''), 'hex');
  const text = bytes.toString();
  return [...text].length === 1 ? text : bytes.toString('latin1');
}

function readJson(written: string): string {
  if (written.length > 2) return String.fromCharCode(Number.parseInt(written.slice(2), 16));
  return NAMED[written.toLowerCase()] ?? written.slice(1);
}

function readHtml(written: string): string {
  const [, hex, decimal] = /^&#(?:x(.+)|(.+));$/i.exec(written) ?? [];
  if (hex === undefined && decimal === undefined) return NAMED[written.toLowerCase()] ?? written;
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : written;
}

/** The text itself, and all that it can be read as. */
export function viewsOf(text: string, deepest: number): View[] {
  const views: View[] = [{ text, deeper: deepest, isJoined: false }];
  const seen = new Set([text]);
  // Those that are added on the way are looked at as well.
  for (const view of views) {
    for (const layer of LAYERS) {
      if (layer !== LINE_BREAK && view.deeper === 0) continue;
      const next = undo(view, layer);
      if (!next || seen.has(next.text)) continue;
      seen.add(next.text);
      views.push(next);
    }
  }
  return views;
}

/** One layer less; undefined where there is none. */
function undo(view: View, layer: Layer): View | undefined {
  const { text } = view;
  const parts: string[] = [];
  const at: number[] = [];
  let position = 0;
  const copy = (to: number) => {
    parts.push(text.slice(position, to));
    for (; position < to; position += 1) at.push(placeIn(view, position));
  };
  for (const { index, 0: written } of text.matchAll(layer.pattern)) {
    copy(index);
    const read = layer.read(written);
    parts.push(read);
    for (let unit = 0; unit < read.length; unit += 1) at.push(placeIn(view, index));
    position = index + written.length;
  }
  if (parts.length === 0) return undefined;
  copy(text.length);
  at.push(placeIn(view, text.length));
  return {
    text: parts.join(''),
    at,
    deeper: view.deeper - (layer === LINE_BREAK ? 0 : 1),
    isJoined: view.isJoined || layer === LINE_BREAK,
  };
}
