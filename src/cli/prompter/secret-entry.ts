import { CTRL_D, type Key } from './key-decoder.ts';

const LONGEST = 64 * 1024;

export const NOTES = {
  empty: 'Type or paste it; nothing will be shown.',
  unmarked:
    'Several lines came at once, and this terminal does not mark what is pasted: nothing of it was taken. Send it by stdin or a variable.',
  control: 'A control character was typed and left out; pasted ones are taken.',
  tooLong: 'That was too long for a secret: nothing of it was taken.',
  notText: 'Some of it was no UTF-8 text: nothing of it was taken.',
} as const;

/** A secret while it is typed or pasted. Nothing of it is to be shown but whether there is anything. */
export class SecretEntry {
  #text = '';
  #endsPasted = false;
  #refusesRest = false;
  /** What to tell the person. */
  note: string | undefined;

  get isEmpty(): boolean {
    return this.#text === '';
  }

  /** As it goes to the server: as it came, without the one line end that copying a line brings along. */
  get secret(): string {
    return this.#endsPasted ? this.#text.replace(/\r?\n$/, '') : this.#text;
  }

  /** @param more whether more was typed in the same instant */
  press(key: Key, more: boolean): 'open' | 'complete' | 'leave' {
    const refused = this.#refusesRest;
    this.#refusesRest = refused && more;
    if (refused) return 'open';
    this.note = undefined;
    if (key.name === 'enter') return this.#enter(more) ? 'complete' : 'open';
    if (key.name === 'control' && key.text === CTRL_D && this.isEmpty) return 'leave';
    if (key.name === 'text') this.#add(key.text, false);
    else if (key.name === 'tab') this.#add('\t', false);
    else if (key.name === 'paste') this.#add(lineFeeds(key.text), true);
    else if (key.name === 'backspace') this.#replace(this.#text.slice(0, lastGrapheme(this.#text)));
    else if (key.name === 'control') this.#control(key.text);
    return 'open';
  }

  #enter(more: boolean): boolean {
    if (more) {
      // A secret of which a part would be taken, and the rest shown by the next question.
      this.#refuse(NOTES.unmarked);
      this.#refusesRest = true;
      return false;
    }
    if (this.secret === '') this.#refuse(NOTES.empty);
    return this.secret !== '';
  }

  #control(character: string): void {
    if (character === '\x15') this.#replace('');
    else this.note = NOTES.control;
  }

  #add(text: string, pasted: boolean): void {
    if (text === '') return;
    this.#replace(this.#text + text);
    this.#endsPasted = pasted;
    if (this.#text.length > LONGEST) this.#refuse(NOTES.tooLong);
    else if (text.includes('\ufffd')) this.#refuse(NOTES.notText);
  }

  #refuse(note: string): void {
    this.#replace('');
    this.note = note;
  }

  #replace(text: string): void {
    this.#text = text;
    this.#endsPasted = false;
  }
}

/** Most terminals send a pasted line feed as Return. One that sends line feeds sends the others as they are, too. */
function lineFeeds(pasted: string): string {
  return pasted.includes('\n') ? pasted : pasted.replaceAll('\r', '\n');
}

/** Where the last character, as a person counts, begins. */
function lastGrapheme(text: string): number {
  const tail = text.slice(-64);
  const { index = 0 } = [...new Intl.Segmenter().segment(tail)].at(-1) ?? {};
  return text.length - tail.length + index;
}
