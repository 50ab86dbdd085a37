import { notFound } from './error-envelope.ts';

/** Contract 3.1: `p` the position, `o` the offset from it, `r=1` for reverse. */
export interface Cursor {
  /** Null at the list's end from which the cursor starts. */
  position: string | null;
  offset: number;
  reverse: boolean;
}

const FIRST_PAGE: Cursor = { position: null, offset: 0, reverse: false };

/** `2020-01-01 00:00:00.000000+00:00`; the contract's own example has no fraction. */
const POSITION_FORM = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?\+00:00$/;

/** An instant as Django prints it: fixed width, so that the order of the texts is the order of the instants. */
export function positionOfInstant(epochMicros: number): string {
  const iso = new Date(Math.floor(epochMicros / 1000)).toISOString();
  const micros = String(epochMicros % 1000).padStart(3, '0');
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}${micros}+00:00`;
}

export function encodeCursor({ position, offset, reverse }: Cursor): string {
  const fields = new URLSearchParams();
  if (offset !== 0) fields.set('o', String(offset));
  if (reverse) fields.set('r', '1');
  if (position !== null) fields.set('p', position);
  return Buffer.from(fields.toString(), 'latin1').toString('base64');
}

/** Empty counts as the first page; what cannot be decoded is a 404 (contract 3.1). */
export function decodeCursor(text: string): Cursor {
  if (text === '') return FIRST_PAGE;
  // A client that forgot to percent-encode sends base64's "+", which arrives as a space.
  const base64 = text.replaceAll(' ', '+');
  const bytes = Buffer.from(base64, 'base64');
  // Buffer skips what is not base64; only a text that comes back as it went in is one.
  if (stripPadding(bytes.toString('base64')) !== stripPadding(base64)) throw notFound('The cursor');
  const fields = new URLSearchParams(bytes.toString('latin1'));
  const position = fields.get('p');
  const offset = fields.get('o');
  const reverse = fields.get('r');
  const known =
    fields.size > 0 &&
    (position === null || POSITION_FORM.test(position)) &&
    (offset === null || /^\d{1,9}$/.test(offset)) &&
    (reverse === null || reverse === '1' || reverse === '0') &&
    (position ?? offset ?? reverse) !== null;
  if (!known) throw notFound('The cursor');
  return { position, offset: Number(offset ?? 0), reverse: reverse === '1' };
}

function stripPadding(base64: string): string {
  return base64.replace(/={1,2}$/, '');
}
