import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { configFolder, type Ending, ownFolder, type RunOptions, run } from './program.ts';

/** Variables whose values are never to be seen. */
const SECRETS = ['UPVEST_INVESTMENT_CLIENT_SECRET', 'UPVEST_INVESTMENT_KEY_PASSPHRASE'];

/** Variables that lead to the sandbox's demo client, its key in a file of mode 0600. */
export function investmentEnvironment(
  { investment }: Pick<Sandbox, 'investment'>,
  folder = configFolder(),
): NodeJS.ProcessEnv {
  return {
    ...ownFolder(folder),
    UPVEST_INVESTMENT_URL: investment.baseUrl,
    UPVEST_INVESTMENT_CLIENT_ID: investment.clientId,
    UPVEST_INVESTMENT_CLIENT_SECRET: investment.clientSecret,
    UPVEST_INVESTMENT_KEY_ID: investment.keyId,
    UPVEST_INVESTMENT_KEY_FILE: keyFile(folder, investment.privateKeyPem),
  };
}

export function keyFile(folder: string, pem: string, mode = 0o600): string {
  const path = join(folder, `key-${mode.toString(8)}.pem`);
  writeFileSync(path, pem, { mode });
  return path;
}

/** Runs the command and insists that no secret of the client is in anything it prints. */
export async function investment(line: string, { env = {}, input = '' }: RunOptions = {}): Promise<Ending> {
  const ending = await run(['investment', ...line.split(' ')], { env, input });
  const printed = ending.stdout + ending.stderr;
  for (const name of SECRETS) if (env[name]) expect(printed).not.toContain(env[name]);
  expect(printed).not.toContain('PRIVATE KEY-----');
  return ending;
}
