import { readFileSync } from 'node:fs';

/** As much of a tape as tests look at. Bodies are JSON or absent. */
export interface ReadTape {
  story: string;
  exchanges: {
    request: { method: string; path: string; form?: Record<string, string> };
    // biome-ignore lint/suspicious/noExplicitAny: a test reads into the JSON that it knows
    response: { status: number; headers?: Record<string, string>; json?: any };
  }[];
}

export function readTape(name: string): ReadTape {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${name}.tape.json`, import.meta.url), 'utf8'));
}

/** A real answer to begin with, for tests that change something of it: the body of the tape's last one, a copy each time. */
export function tapedAnswer(name: string): ReadTape['exchanges'][number]['response']['json'] {
  return readTape(name).exchanges.at(-1)?.response.json;
}
