import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CLI = new URL('../../../src/cli/', import.meta.url).pathname;
const CALL = /\.(text|secret|confirm|tick|choose)(<[^()]*>)?\(/;
/** Up to what only the run knows. */
const QUESTION = /\.(text|secret|confirm|tick|choose)(?:<[^()]*>)?\(\{\s*message(?:: ['`]([^'`$\n]*))?/g;

export type PromptKind = 'text' | 'secret' | 'confirm' | 'tick' | 'choose';

/** A place in src/cli that asks a person something. */
export interface PromptSite {
  /** `file function › question`, the question up to what only the run knows. */
  name: string;
  kind: PromptKind;
}

interface Found extends PromptSite {
  asker: string;
  /** The question comes from whoever calls the function. */
  passedOn: boolean;
}

/** Of every file but the prompter itself; a function that only passes a question on counts where it is called. */
export function promptSites(): PromptSite[] {
  const sources = sourceFiles().map((file) => ({ file, source: readFileSync(join(CLI, file), 'utf8') }));
  const direct = sources.flatMap(({ file, source }) => directSites(file, source));
  if (direct.length !== promptLines().length) throw new Error('A prompt is written in a way that is not found here.');
  const indirect = direct
    .filter(({ passedOn }) => passedOn)
    .flatMap(({ asker, kind }) => sources.flatMap(({ file, source }) => callSites(file, source, asker, kind)));
  return [...direct.filter(({ passedOn }) => !passedOn), ...indirect].map(({ name, kind }) => ({ name, kind }));
}

/** Lines on which a method of the prompter is named at all, as `file:line`. */
export function promptLines(): string[] {
  return sourceFiles().flatMap((file) =>
    readFileSync(join(CLI, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (CALL.test(line) ? [`${file}:${index + 1}`] : [])),
  );
}

function sourceFiles(): string[] {
  return readdirSync(CLI, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('prompter/'))
    .sort();
}

function directSites(file: string, source: string): Found[] {
  return [...source.matchAll(QUESTION)].map(({ 1: kind, 2: question, index }) => {
    const asker = functionAround(source, index);
    const name = `${file} ${asker} › ${question}`;
    return { name, kind: kind as PromptKind, asker, passedOn: question === undefined };
  });
}

function callSites(file: string, source: string, asker: string, kind: PromptKind): Found[] {
  const calls = source.matchAll(new RegExp(`(?<!function |\\.|\\w)${asker}\\(([^;]*?)'([^'\\n]*)'`, 'g'));
  return [...calls].map(({ 2: question = '', index }) => {
    const name = `${file} ${functionAround(source, index)} › ${question}`;
    return { name, kind, asker, passedOn: false };
  });
}

function functionAround(source: string, index: number): string {
  const before = [...source.slice(0, index).matchAll(/^(?:export )?(?:async )?function (\w+)/gm)];
  return before.at(-1)?.[1] ?? '';
}
