import { useEffect, useRef } from '@inquirer/core';
import type { Key } from './key-decoder.ts';
import type { Keyboard } from './keyboard.ts';

/** For prompts of our own: the keys themselves, instead of what inquirer's line editor makes of them. */
export function useKeys(keyboard: Keyboard, onKey: (key: Key, more: boolean) => void): void {
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    keyboard.onKey = (key, more) => latest.current(key, more);
    return () => {
      keyboard.onKey = () => undefined;
    };
  }, []);
}
