import type { View } from '../output/listing.ts';
import { cellText } from '../output/sanitize.ts';

type Value = string | number | boolean | null | readonly string[];

/** Things of our own making: the same fields in every format, in words where people read them. */
export function recordView<Field extends string>(
  fields: readonly Field[],
  plural: string,
): View<Readonly<Record<Field, Value>>> {
  return {
    plural,
    table: (records) => ({
      titles: fields.map((field) => field.replaceAll('_', ' ').toUpperCase()),
      rows: records.map((record) => fields.map((field) => [cellText(words(record[field]))])),
    }),
    csv: { header: fields, rows: (record) => [fields.map((field) => plain(record[field]))] },
  };
}

function words(value: Value): string {
  if (value === null) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(plain(value));
}

function plain(value: Value): string | number | null {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' && value !== null ? value.join(' ') : value;
}
