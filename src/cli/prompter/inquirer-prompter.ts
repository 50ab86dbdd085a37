import inquirer from 'inquirer';
import { Cancelled } from '../errors.ts';
import { sanitize, sanitizeBounded } from '../output/sanitize.ts';
import { FrameOutput } from './frame-output.ts';
import { CTRL_D, type Key } from './key-decoder.ts';
import { KeyFeed, UNSHOWN } from './key-feed.ts';
import { Keyboard } from './keyboard.ts';
import { listPrompt } from './list-prompt.ts';
import type { ChoiceQuestion, Prompter, PrompterOptions, Question, TextQuestion, TickQuestion } from './prompter.ts';
import { secretPrompt } from './secret-prompt.ts';
import { themeFor } from './theme.ts';

/** Draws the questions. With the prompts of our own beside it, the one place that knows inquirer. */
export class InquirerPrompter implements Prompter {
  readonly #options: PrompterOptions;

  constructor(options: PrompterOptions) {
    this.#options = options;
  }

  async text({ message, initial, problem }: TextQuestion): Promise<string> {
    const shown = initial === undefined ? undefined : sanitizeBounded(initial);
    const meant = (text: string) => (initial !== undefined && text === shown ? initial : text.trim());
    const question = {
      type: 'input',
      message: sanitizeBounded(message),
      ...(shown !== undefined && { default: shown }),
      validate: async (text: string) => {
        const wrong = text.includes(UNSHOWN) ? CANNOT_BE_SHOWN : await problem?.(meant(text));
        return wrong === undefined || sanitizeBounded(wrong);
      },
    } as const;
    return meant(await this.#askInquirer<string>(question));
  }

  async secret({ message }: Question): Promise<string> {
    return this.#ask(({ keyboard, context }) =>
      secretPrompt({ message: sanitizeBounded(message), keyboard, theme: this.#theme() }, context),
    );
  }

  async confirm({ message, initial }: Question & { initial: boolean }): Promise<boolean> {
    const question = { type: 'confirm', message: sanitizeBounded(message), default: initial } as const;
    return this.#askInquirer<boolean>(question).catch((error: unknown) => {
      if (error instanceof Cancelled) return false;
      throw error;
    });
  }

  async tick({ message, options, ticked }: TickQuestion): Promise<string[]> {
    const choices = options.map((value) => ({ name: sanitizeBounded(value), value, checked: ticked.includes(value) }));
    const question = { type: 'checkbox', message: sanitizeBounded(message), choices, required: true } as const;
    return this.#askInquirer<string[]>(question);
  }

  async choose<T>({ message, choices, initial, ...question }: ChoiceQuestion<T>): Promise<T | undefined> {
    const { io } = this.#options;
    const config = {
      message: sanitizeBounded(message),
      choices: choices.map(({ name, description }) => ({
        // Cut to the screen when it is drawn; the columns of a name are apart by many blanks.
        name: sanitize(name.slice(0, LONGEST_NAME)),
        ...(description !== undefined && { description: sanitizeBounded(description) }),
      })),
      initial: choices.findIndex(({ value }) => value === initial),
      terminal: io.host.stderr,
      theme: this.#theme(question.escape ?? 'back'),
    };
    const index = await this.#ask(({ keyboard, context }) =>
      listPrompt({ ...config, keyboard }, { ...context, clearPromptOnDone: true }),
    );
    return index === undefined ? undefined : choices[index]?.value;
  }

  #theme(onEscape?: string) {
    return themeFor(this.#options.io.errorPaint, onEscape);
  }

  /** One of inquirer's own prompts, Esc and Ctrl-D taught to them. */
  async #askInquirer<T>(question: StockQuestion): Promise<T> {
    return this.#ask(async ({ keyboard, feed, context }) => {
      const isText = question.type === 'input';
      keyboard.onKey = (key) => {
        if (key.name === 'escape') keyboard.end(new Cancelled());
        else if (isCtrlD(key) && !isText) keyboard.leave();
        else if (key.name !== 'paste' || isText) feed.press(key);
      };
      // How its line editor takes Ctrl-D when nothing is typed; and how it closes after an answer, when it is too late to matter.
      feed.on('pause', () => setImmediate(() => keyboard.leave()));
      const prompt = inquirer.createPromptModule(context) as unknown as Ask<T>;
      const { answer } = await prompt([{ theme: this.#theme(), ...question, name: 'answer' }]);
      return answer;
    });
  }

  async #ask<T>(draw: (open: OpenPrompt) => Promise<T>): Promise<T> {
    const { io, interrupt } = this.#options;
    io.clearProgress();
    const keyboard = new Keyboard(io.host);
    const feed = new KeyFeed();
    const output = new FrameOutput(io.host.stderr);
    keyboard.onResume = () => output.redraw();
    keyboard.open(interrupt);
    try {
      keyboard.ending.throwIfAborted();
      return await draw({ keyboard, feed, context: { input: feed, output, signal: keyboard.ending } });
    } catch (error) {
      throw keyboard.ending.aborted ? keyboard.ending.reason : error;
    } finally {
      keyboard.close();
    }
  }
}

const LONGEST_NAME = 2_000;
const CANNOT_BE_SHOWN = 'It is too long, or holds characters that cannot be shown here (they stand as \ufffd).';

interface OpenPrompt {
  keyboard: Keyboard;
  feed: KeyFeed;
  context: { input: KeyFeed; output: FrameOutput; signal: AbortSignal };
}

function isCtrlD(key: Key): boolean {
  return key.name === 'control' && key.text === CTRL_D;
}

/** What inquirer does, without the types that compute its answers. */
type Ask<T> = (questions: readonly [StockQuestion & { name: string; theme: object }]) => Promise<{ answer: T }>;

type StockQuestion =
  | { type: 'input'; message: string; default?: string; validate: (answer: string) => Promise<string | boolean> }
  | { type: 'confirm'; message: string; default: boolean }
  | { type: 'checkbox'; message: string; choices: unknown[]; required: boolean };
