import { readFileSync } from 'node:fs';
import { secretsIn } from '../support/printed.ts';
import { SECRETS } from '../support/terminal-scene.ts';

const EVERY_MS = 25;
/** What other users of the machine can read of a process, and what it may be called. */
const SHOWN = ['cmdline', 'comm', 'stat'];

/** Looks at a process again and again, as `ps` does. @returns ends it, and answers with what was seen that must not be */
export function watchProcess(processId: number): () => string[] {
  const found = new Set<string>();
  const look = () => {
    for (const name of SHOWN) {
      const text = read(`/proc/${processId}/${name}`);
      for (const secret of secretsIn(text, Object.values(SECRETS))) found.add(`ps shows ${secret}`);
    }
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    return [...found];
  };
}

/** Empty where there is no such place, or no such process any more. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
