import { characterWidth, widthOf } from './width.ts';

/** Cuts a line to a width, and shows that it did. For lists to choose from only: what was cut is shown on choosing. */
export function clip(line: string, width: number): string {
  return widthOf(line) <= width ? line : `${firstColumns(line, width - 1)}…`;
}

/** As much of the text as fits into so many columns; a mark stays with its letter. */
export function firstColumns(text: string, width: number): string {
  let [end, used] = [0, 0];
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** Both ends of an id or address, where the whole of it stands nearby. */
export function ends(text: string, head = 8, tail = 6): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
}
