import { createPrompt, makeTheme, usePrefix, useState } from '@inquirer/core';
import { Cancelled } from '../errors.ts';
import type { Keyboard } from './keyboard.ts';
import { SecretEntry } from './secret-entry.ts';
import type { PromptTheme } from './theme.ts';
import { useKeys } from './use-keys.ts';

interface SecretConfig {
  message: string;
  keyboard: Keyboard;
  theme: PromptTheme;
}

/**
 * A question whose answer never reaches the screen nor inquirer's line editor, which would take a pasted line end for the end of the
 * answer, obey control characters, and keep a history.
 */
export const secretPrompt = createPrompt<string, SecretConfig>(({ message, keyboard, theme: own }, done) => {
  const theme = makeTheme(own);
  const [status, setStatus] = useState<'idle' | 'done'>('idle');
  const [entry] = useState(() => new SecretEntry());
  const [isEmpty, setEmpty] = useState(true);
  const [note, setNote] = useState('');
  const prefix = usePrefix({ status, theme });
  useKeys(keyboard, (key, more) => {
    if (key.name === 'escape') return keyboard.end(new Cancelled());
    const then = entry.press(key, more);
    if (then === 'leave') return keyboard.leave();
    // Drawn anew only when one of these changes: what is written does not tell how much was typed.
    setEmpty(entry.isEmpty);
    setNote(entry.note ?? '');
    if (then === 'open') return;
    setStatus('done');
    done(entry.secret);
  });
  const { style } = theme;
  const filled = isEmpty ? '' : (status === 'done' ? style.answer : style.help)(HIDDEN);
  return [[prefix, style.message(message, status), filled].join(' '), note && style.error(note)];
});

const HIDDEN = '[hidden]';
