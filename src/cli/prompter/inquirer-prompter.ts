import inquirer from 'inquirer';
import { sanitizeBounded } from '../output/sanitize.ts';
import { endable, WentBack } from './keys.ts';
import type { ChoiceQuestion, Prompter, PrompterOptions, Question, TextQuestion, TickQuestion } from './prompter.ts';
import { themeFor } from './theme.ts';

/** Lines that a list needs besides its choices: question, description, keys. */
const LINES_AROUND_A_LIST = 6;
const SHORTEST_PAGE = 3;

/** The one place that knows inquirer. */
export class InquirerPrompter implements Prompter {
  readonly #options: PrompterOptions;

  constructor(options: PrompterOptions) {
    this.#options = options;
  }

  async text({ message, initial, problem }: TextQuestion): Promise<string> {
    const question = {
      type: 'input',
      message: sanitizeBounded(message),
      ...(initial !== undefined && { default: sanitizeBounded(initial) }),
      validate: async (answer: string) => (await problem?.(answer.trim())) ?? true,
    } as const;
    return (await this.#ask<string>(question)).trim();
  }

  async secret({ message }: Question): Promise<string> {
    const validate = (answer: string) => answer !== '' || 'Type or paste it; nothing will be shown.';
    // By default inquirer shows the password on Ctrl-T.
    return this.#ask<string>({ type: 'password', message: sanitizeBounded(message), toggleMask: false, validate });
  }

  async confirm({ message, initial }: Question & { initial: boolean }): Promise<boolean> {
    return this.#ask<boolean>({ type: 'confirm', message: sanitizeBounded(message), default: initial });
  }

  async tick({ message, options, ticked }: TickQuestion): Promise<string[]> {
    const choices = options.map((value) => ({ name: sanitizeBounded(value), value, checked: ticked.includes(value) }));
    return this.#ask<string[]>({ type: 'checkbox', message: sanitizeBounded(message), choices, required: true });
  }

  async choose<T>(question: ChoiceQuestion<T>): Promise<T | undefined> {
    const { io } = this.#options;
    const pageSize = Math.max(SHORTEST_PAGE, io.height - LINES_AROUND_A_LIST);
    const filters = question.choices.length > pageSize;
    // Values stay here: inquirer merges and copies what it is given.
    const choices = question.choices.map(({ name, description }, index) => ({
      name: sanitizeBounded(name),
      value: index,
      ...(description !== undefined && { description: sanitizeBounded(description) }),
    }));
    const initial = question.choices.findIndex(({ value }) => value === question.initial);
    const common = {
      message: sanitizeBounded(question.message),
      pageSize: Math.min(pageSize, choices.length),
      theme: themeFor(io.errorPaint, question.escape ?? 'back'),
      ...(initial >= 0 && { default: initial }),
    };
    try {
      const index = filters
        ? await this.#ask<number>({ type: 'search', ...common, source: (term) => matching(choices, term) }, ['escape'])
        : await this.#ask<number>({ type: 'select', ...common, choices, loop: false }, ['escape', 'q']);
      return question.choices[index]?.value;
    } catch (error) {
      if (error instanceof WentBack) return undefined;
      throw error;
    }
  }

  async #ask<T>(question: AnyQuestion, backKeys: readonly string[] = []): Promise<T> {
    const { io, interrupt } = this.#options;
    const { stdin: input, stderr: output } = io.host;
    io.clearProgress();
    return endable(io.host, interrupt, backKeys, async (signal) => {
      const prompt = inquirer.createPromptModule({
        input,
        output,
        signal,
        clearPromptOnDone: backKeys.length > 0,
      }) as unknown as Ask<T>;
      const theme = themeFor(io.errorPaint);
      const { answer } = await prompt([{ theme, ...question, name: 'answer' }]);
      return answer;
    });
  }
}

/** What inquirer does, without the types that compute its answers. */
type Ask<T> = (questions: readonly [AnyQuestion & { name: string; theme: object }]) => Promise<{ answer: T }>;

interface ListedChoice {
  name: string;
  value: number;
}

type AnyQuestion =
  | { type: 'input'; message: string; default?: string; validate: (answer: string) => Promise<string | boolean> }
  | { type: 'password'; message: string; toggleMask: false; validate: (answer: string) => string | boolean }
  | { type: 'confirm'; message: string; default: boolean }
  | { type: 'checkbox'; message: string; choices: unknown[]; required: boolean }
  | { type: 'select'; message: string; choices: readonly ListedChoice[]; loop: boolean }
  | { type: 'search'; message: string; source: (term: string | undefined) => readonly ListedChoice[] };

/** Every word typed occurs somewhere in the name. */
function matching(choices: readonly ListedChoice[], term = ''): readonly ListedChoice[] {
  const words = term.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
}
