import { ENVIRONMENTS } from './environments.ts';
import { Cancelled } from './errors.ts';
import { normalBaseUrl } from './profile-access.ts';
import type { Prompter } from './prompter/prompter.ts';

const OTHER = 'other';

export async function askBaseUrl(prompter: Prompter): Promise<string> {
  const chosen = await prompter.choose<string>({
    message: 'Which Blockchain API?',
    choices: [
      ...ENVIRONMENTS.map(({ name, baseUrl }) => ({ name, value: baseUrl, description: baseUrl })),
      { name: 'Another one', value: OTHER, description: 'Its base URL is asked for next' },
    ],
    escape: 'cancel',
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen === OTHER ? askOwnBaseUrl(prompter) : chosen;
}

export async function askClientId(prompter: Prompter): Promise<string> {
  return prompter.text({ message: 'Client id:', problem: required });
}

export async function askClientSecret(prompter: Prompter): Promise<string> {
  return prompter.secret({ message: 'Client secret:' });
}

export async function askUsername(prompter: Prompter): Promise<string> {
  return prompter.text({ message: 'Username:', problem: required });
}

export async function askScope(prompter: Prompter, all: readonly string[]): Promise<string[]> {
  return prompter.tick({ message: 'Scopes to ask for:', options: all, ticked: all });
}

async function askOwnBaseUrl(prompter: Prompter): Promise<string> {
  return prompter.text({ message: 'Base URL:', problem: baseUrlProblem });
}

async function baseUrlProblem(text: string): Promise<string | undefined> {
  try {
    await normalBaseUrl(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'This is no base URL.';
  }
}

function required(answer: string): string | undefined {
  return answer === '' ? 'It cannot be empty.' : undefined;
}
