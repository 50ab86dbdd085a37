import { UsageError } from '../errors.ts';
import type { Prompter, PrompterOptions } from './prompter.ts';

/** Loads the prompt library at the first question, and refuses where nobody is there to answer. */
export function lazyPrompter(options: PrompterOptions): Prompter {
  const ready = async (): Promise<Prompter> => {
    if (!options.io.canPrompt) {
      throw new UsageError(
        'This needs an answer, and there is no terminal to ask on.',
        'Give it as an option instead.',
      );
    }
    const { InquirerPrompter } = await import('./inquirer-prompter.ts');
    return new InquirerPrompter(options);
  };
  return {
    text: async (question) => (await ready()).text(question),
    secret: async (question) => (await ready()).secret(question),
    confirm: async (question) => (await ready()).confirm(question),
    tick: async (question) => (await ready()).tick(question),
    choose: async (question) => (await ready()).choose(question),
  };
}
