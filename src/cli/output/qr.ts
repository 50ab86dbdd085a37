const ON_BLACK = '\x1b[97;40m';
const PLAIN = '\x1b[0m';
/** Modules of quiet zone around the code. */
const BORDER = 2;

/**
 * A QR code of half blocks, light on dark. With colour the two are said, so that it can be scanned on a light terminal too; without,
 * it stands as characters and needs a dark one.
 */
export async function qrLines(text: string, colour: boolean): Promise<string[]> {
  const { renderUnicodeCompact } = await import('uqr');
  const lines = renderUnicodeCompact(text, { border: BORDER }).split('\n');
  return colour ? lines.map((line) => ON_BLACK + line + PLAIN) : lines;
}
