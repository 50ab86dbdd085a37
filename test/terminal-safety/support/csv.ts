/** RFC 4180, as a spreadsheet reads it. */
export function parseCsv(text: string, separator = ','): string[][] {
  const rows: string[][] = [];
  let [row, cell, isQuoted]: [string[], string, boolean] = [[], '', false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text[++at];
      else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === separator || character === '\n') {
      row.push(cell);
      cell = '';
      if (character === '\n') rows.push(row.splice(0));
    } else cell += character;
  }
  return rows;
}

/** Whether a spreadsheet would calculate the cell; it skips blanks, and some skip quotes. */
export function isFormula(cell: string): boolean {
  return /^["\s]*[=+\-@＝＋－＠\t\r]/u.test(cell);
}
