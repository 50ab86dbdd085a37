/** Pads plain decimal numbers so that their points stand below each other. Text alone: nothing is calculated. */
export function alignDecimals(numbers: readonly string[]): string[] {
  const parts = numbers.map((number) => {
    const point = number.indexOf('.');
    return point < 0 ? { whole: number, rest: '' } : { whole: number.slice(0, point), rest: number.slice(point) };
  });
  const wholeWidth = longest(parts.map(({ whole }) => whole));
  const restWidth = longest(parts.map(({ rest }) => rest));
  return parts.map(({ whole, rest }) => whole.padStart(wholeWidth) + rest.padEnd(restWidth));
}

function longest(texts: readonly string[]): number {
  return texts.reduce((length, text) => Math.max(length, text.length), 0);
}
