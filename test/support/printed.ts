import { inspect } from 'node:util';

/** Everything that a logger, a crash report or a curious colleague could make of a value, as one text to search for secrets. */
export function printed(value: unknown): string {
  const forms: unknown[] = [
    () => inspect(value),
    () => inspect(value, { showHidden: true, depth: Infinity, getters: true, maxStringLength: Infinity }),
    () => String(value),
    () => JSON.stringify(value),
    () => inspect(structuredClone(value), { showHidden: true, depth: Infinity }),
    () => inspect({ ...(value as object) }, { showHidden: true, depth: Infinity }),
    () => inspect(Object.entries(value as object), { depth: Infinity }),
    () => inspect(Object.getOwnPropertyDescriptors(value as object), { showHidden: true, depth: Infinity }),
    () => (value as Error).stack,
    () => inspect((value as Error).cause, { showHidden: true, depth: Infinity }),
  ];
  return forms
    .map((form) => {
      try {
        return String((form as () => unknown)());
      } catch {
        return '';
      }
    })
    .join('\n');
}

/**
 * The secrets that occur in the text, in any spelling in which they travel: as they are, in a form, in JSON (and that printed once more),
 * in base64.
 */
export function secretsIn(text: string, secrets: readonly string[]): string[] {
  const unescaped = text.replaceAll('\\', '');
  return secrets.filter(
    (secret) =>
      unescaped.includes(secret.replaceAll('\\', '')) ||
      [
        secret,
        new URLSearchParams({ x: secret }).toString().slice(2),
        encodeURIComponent(secret),
        JSON.stringify(secret).slice(1, -1),
        Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      ].some((spelling) => text.includes(spelling)),
  );
}

/** What the promise rejects with; a promise that resolves is a failure of the test. */
// biome-ignore lint/suspicious/noExplicitAny: errors are looked into by name
export async function failureOf(promise: Promise<unknown>): Promise<any> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`Expected a failure, got ${inspect(outcome.value)}`);
}
