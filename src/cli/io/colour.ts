/** Marks a text; without colour the text stays as it is. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

export interface ColourFacts {
  isTerminal: boolean;
  env: NodeJS.ProcessEnv;
  /** `--no-color` */
  refused: boolean;
}

/** The option beats FORCE_COLOR, which beats NO_COLOR (as in Node itself), which beats what the stream is. */
export function wantsColour({ isTerminal, env, refused }: ColourFacts): boolean {
  if (refused) return false;
  const { FORCE_COLOR: forced, NO_COLOR: unwanted, TERM: terminal } = env;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (unwanted) return false;
  return isTerminal && terminal !== 'dumb';
}

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  cyan: [36, 39],
} as const;

export function paintFor(colour: boolean): Paint {
  const marks = Object.entries(CODES).map(([name, [on, off]]) => [
    name,
    colour ? (text: string) => `\x1b[${on}m${text}\x1b[${off}m` : (text: string) => text,
  ]);
  return Object.fromEntries(marks) as Paint;
}
