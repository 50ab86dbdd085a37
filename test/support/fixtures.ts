import { readFileSync } from 'node:fs';

/**
 * One hand-written answer body: `fixture('wallets/list.200')` is `fixtures/wallets/list.200.json`. Synthetic, written from the
 * contract; nothing in them was ever real.
 */
// biome-ignore lint/suspicious/noExplicitAny: a test reads into the JSON that it knows
export function fixture(name: `${string}/${string}.${number}${string}`): any {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8'));
}
