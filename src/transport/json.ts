/** No answer of these APIs comes near. A reader, a printer or the memory would suffer from more: `{}` takes twenty times its length. */
const DEEPEST = 100;
const MOST_VALUES = 200_000;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The value, or undefined when the bytes are not JSON in UTF-8, or JSON of an absurd form. (JSON has no `undefined` of its own.) */
export function parseJson(body: Uint8Array): unknown {
  if (!isModest(body)) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** Whether it is neither deeper nor fuller than it may be. Works on bytes: none of these is part of a longer character in UTF-8. */
function isModest(body: Uint8Array): boolean {
  let depth = 0;
  let values = 0;
  let inText = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) {
      inText = true;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      values += 1;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth -= 1;
    } else if (byte === COMMA) {
      values += 1;
    }
    if (depth > DEEPEST || values > MOST_VALUES) return false;
  }
  return true;
}
