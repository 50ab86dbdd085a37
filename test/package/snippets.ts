import { readFileSync } from 'node:fs';

export const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

export interface Snippet {
  name: string;
  code: string;
}

/** Every piece of TypeScript in the README. */
export const snippets: readonly Snippet[] = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(
  ([, code = ''], index) => ({ code, name: `snippet-${index + 1}` }),
);

export function isTest({ code }: Snippet): boolean {
  return /from '(vitest|node:test)'/.test(code);
}
