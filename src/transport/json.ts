/** The value, or undefined when the bytes are not JSON in UTF-8. (JSON has no `undefined` of its own.) */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
