/** The last date written: many requests share one second, and writing a date costs as much as the rest of the base. */
let last = { seconds: Number.NaN, text: '' };

/** IMF-fixdate (RFC 9110 section 5.6.7). @param seconds unix seconds, whole */
export function httpDate(seconds: number): string {
  if (last.seconds !== seconds) last = { seconds, text: new Date(seconds * 1000).toUTCString() };
  return last.text;
}

/** Unix seconds, or undefined for anything but an IMF-fixdate. */
export function parseHttpDate(text: string): number | undefined {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toUTCString() !== text) return undefined;
  return milliseconds / 1000;
}
