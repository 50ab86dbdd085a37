import type { Io } from '../io/io.ts';

/**
 * What the program asks of a person. Texts may hold anything: the prompter makes them safe before it draws them. Every method
 * rejects with `Interrupted` on Ctrl-C, on Ctrl-D and when the input ends.
 */
export interface Prompter {
  text(question: TextQuestion): Promise<string>;
  /** Nothing of the answer is ever drawn, not even its length. */
  secret(question: Question): Promise<string>;
  confirm(question: Question & { initial: boolean }): Promise<boolean>;
  /** Several of several. */
  tick(question: TickQuestion): Promise<string[]>;
  /** One of several; undefined when the person went back with Esc (or q, where typing does not filter). */
  choose<T>(question: ChoiceQuestion<T>): Promise<T | undefined>;
}

export interface Question {
  message: string;
}

export interface TextQuestion extends Question {
  initial?: string | undefined;
  /** A sentence when the answer cannot be right. */
  problem?: ((answer: string) => string | undefined | Promise<string | undefined>) | undefined;
}

export interface TickQuestion extends Question {
  options: readonly string[];
  ticked: readonly string[];
}

export interface Choice<T> {
  name: string;
  value: T;
  /** Shown below the list while the choice is the current one. */
  description?: string | undefined;
}

export interface ChoiceQuestion<T> extends Question {
  choices: readonly Choice<T>[];
  /** The choice to begin at. */
  initial?: T | undefined;
  /** What Esc does here. @default 'back' */
  escape?: string | undefined;
}

export interface PrompterOptions {
  io: Io;
  /** Ends the prompt that is open, and every later one. */
  interrupt: AbortSignal;
}
