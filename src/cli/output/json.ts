import { sanitizeJson } from './sanitize.ts';

/** Readable JSON that is safe on a terminal and stands for exactly `value`. */
export function toJson(value: unknown): string {
  return sanitizeJson(JSON.stringify(value, null, 2));
}

/** The same on one line. */
export function toJsonLine(value: unknown): string {
  return sanitizeJson(JSON.stringify(value));
}
