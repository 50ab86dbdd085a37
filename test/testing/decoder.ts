/**
 * Looks for a secret as somebody would who found a tape: everything that can be decoded is decoded, in every way and order, and then
 * there is a look. It shares nothing with the scrubber, and knows nothing of places: only whether it is still there.
 */
export function isFindable(secret: string, text: string, layers = 3): boolean {
  const forms = [secret, secret.normalize('NFC'), secret.normalize('NFD')].map(lower);
  const seen = new Set([text]);
  let latest = [text];
  for (let layer = 0; ; layer += 1) {
    // Joined lines are no layer of their own.
    for (const joined of latest.map((each) => each.replace(/\r?\n[ \t]*/g, ''))) seen.add(joined);
    if ([...seen].some((each) => forms.some((form) => lower(each).includes(form)))) return true;
    if (layer === layers) return false;
    const next = [...seen].flatMap((each) => DECODERS.flatMap((decode) => decode(each)));
    latest = [...new Set(next)].filter((each) => each.length >= 8 && !seen.has(each));
    for (const each of latest) seen.add(each);
  }
}

/** Character by character, so that a neighbour changes nothing. */
const lower = (text: string) => [...text].map((letter) => (letter === 'İ' ? letter : letter.toLowerCase())).join('');

const DECODERS: readonly ((text: string) => string[])[] = [
  (text) => [unpercent(text)],
  (text) => [unpercent(text.replaceAll('+', ' '))],
  (text) => [text.replace(/\\(?:u[\da-f]{4}|.)/gi, unescapeJson)],
  (text) => [text.replace(/&(#x?)?(\w+);/gi, unescapeHtml)],
  (text) => runs(text, /[\w+/-]{8,}/g, 4, 'base64'),
  (text) => runs(text, /[\da-f]{8,}/gi, 2, 'hex'),
];

function unpercent(text: string): string {
  const parts = text.split(/(%[\da-f]{2})/i);
  return readUtf8(
    Buffer.concat(
      parts.map((part, index) => (index % 2 === 1 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part))),
    ),
  );
}

/** What is no text becomes a sign that no secret holds, not the sign for such bytes, which may stand in one. */
function readUtf8(bytes: Buffer): string {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : text.replaceAll('\ufffd', '\u{10ffff}');
}

function unescapeJson(written: string): string {
  try {
    return JSON.parse(`"${written.toLowerCase()}"`);
  } catch {
    return written;
  }
}

const SIGNS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function unescapeHtml(written: string, number: string | undefined, name: string): string {
  if (number === undefined) return SIGNS[name.toLowerCase()] ?? written;
  const code = Number(number === '#' ? name : `0x${name}`);
  return code <= 0x10ffff ? String.fromCodePoint(code) : written;
}

function runs(text: string, pattern: RegExp, group: number, encoding: BufferEncoding): string[] {
  return [...text.matchAll(pattern)].flatMap(([run]) =>
    Array.from({ length: group }, (_, skip) => readUtf8(Buffer.from(run.slice(skip), encoding))),
  );
}
