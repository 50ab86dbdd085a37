import stringWidth from 'fast-string-width';

/** Cuts a line to a width, and shows that it did. For lists to choose from only: what was cut is shown on choosing. */
export function clip(line: string, width: number): string {
  if (stringWidth(line) <= width) return line;
  let clipped = '';
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (stringWidth(clipped) + stringWidth(segment) > width - 1) break;
    clipped += segment;
  }
  return `${clipped}…`;
}

/** Both ends of an id or address, where the whole of it stands nearby. */
export function ends(text: string, head = 8, tail = 6): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
}
