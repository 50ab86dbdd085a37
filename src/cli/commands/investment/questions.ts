import { INVESTMENT_BASE_URLS } from '../../../investment/index.ts';
import { DEFAULT_SANDBOX_PORT } from '../../defaults.ts';
import { Cancelled, UsageError } from '../../errors.ts';
import type { Prompter } from '../../prompter/prompter.ts';
import { INVESTMENT_VARIABLES } from './environment.ts';
import { type KnownSettings, normalBaseUrl } from './settings.ts';

const OTHER = 'other';

const ENVIRONMENTS = [
  { name: "Sandbox (Upvest's, test data)", baseUrl: INVESTMENT_BASE_URLS.sandbox },
  { name: 'Live (real money)', baseUrl: INVESTMENT_BASE_URLS.live },
  { name: 'Sandbox on this machine', baseUrl: `http://127.0.0.1:${DEFAULT_SANDBOX_PORT}` },
] as const;

export async function askInvestmentUrl(prompter: Prompter): Promise<string> {
  const chosen = await prompter.choose<string>({
    message: 'Which Investment API?',
    choices: [
      ...ENVIRONMENTS.map(({ name, baseUrl }) => ({ name, value: baseUrl, description: baseUrl })),
      { name: 'Another one', value: OTHER, description: 'Its base URL is asked for next' },
    ],
    escape: 'cancel',
  });
  if (chosen === undefined) throw new Cancelled();
  return normalBaseUrl(
    chosen === OTHER ? await prompter.text({ message: 'Base URL:', problem: baseUrlProblem }) : chosen,
  );
}

export async function askText(prompter: Prompter, message: string): Promise<string> {
  const problem = (answer: string) => (answer === '' ? 'It cannot be empty.' : undefined);
  return prompter.text({ message, problem });
}

/** One of the settings, with the words for saying that it is missing. */
export type Need = 'baseUrl' | 'clientId' | 'clientSecret' | 'keyId' | 'keyFile';

const HOW: Readonly<Record<Need, string>> = {
  baseUrl: `base URL (--environment, --base-url or ${INVESTMENT_VARIABLES.baseUrl})`,
  clientId: `client id (--client-id or ${INVESTMENT_VARIABLES.clientId})`,
  clientSecret: `client secret (${INVESTMENT_VARIABLES.clientSecret})`,
  keyId: `key id (--key-id or ${INVESTMENT_VARIABLES.keyId})`,
  keyFile: `key file (--key-file or ${INVESTMENT_VARIABLES.keyFile})`,
};

/** Where nobody can be asked: everything that is missing, at once. @throws {UsageError} */
export async function assertComplete(settings: KnownSettings, needs: readonly Need[]): Promise<void> {
  const missing: string[] = [];
  for (const need of needs) {
    const value = need === 'clientSecret' ? await settings.clientSecret() : settings[need];
    if (value === undefined) missing.push(HOW[need]);
  }
  if (missing.length === 0) return;
  throw new UsageError(
    `For the Investment API, these are missing: ${missing.join(', ')}.`,
    'Give them as said in brackets, or store them once with: upvest-wallet investment configure',
  );
}

function baseUrlProblem(text: string): string | undefined {
  try {
    normalBaseUrl(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'This is no base URL.';
  }
}
