import { sanitize } from './sanitize.ts';

/**
 * What spreadsheets take for the beginning of a formula, in the ASCII and the full-width form: at the beginning of a cell, after blanks
 * and quotes too, and after a semicolon, which begins a cell where the decimal sign is a comma.
 */
const FORMULA = /(^|;)(?=[\s"'＂＇]*[=+\-@\t\r\n＝＋－＠﹦﹢﹣﹫])/gu;
const NEEDS_QUOTES = /[",;\n\r']|^\s|\s$/;

/** One line of CSV (RFC 4180) without its end. What a spreadsheet would calculate is made text with a leading apostrophe. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return cells.map((cell) => csvCell(cell === null ? '' : String(cell))).join(',');
}

function csvCell(text: string): string {
  // Before sanitising, since a tab or a carriage return is no longer one afterwards.
  const harmless = sanitize(text.replace(FORMULA, "$1'"));
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
