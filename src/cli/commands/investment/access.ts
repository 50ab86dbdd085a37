import type { InvestmentOptions, SigningKey } from '../../../investment/index.ts';
import type { Context } from '../../context.ts';
import { openKey } from './key-file.ts';
import { askInvestmentUrl, askText, assertComplete, type Need } from './questions.ts';
import { type KnownSettings, knownSettings, type SettingOptions } from './settings.ts';
import { traceLine } from './trace-line.ts';

/** Complete settings; nothing of the key is read yet. */
export interface CompleteSettings {
  known: KnownSettings;
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  keyId: string;
  keyFile: string;
}

const ALL: readonly Need[] = ['baseUrl', 'clientId', 'clientSecret', 'keyId', 'keyFile'];

/** Asks for what is missing, or says all of it where nobody can be asked. */
export async function completeSettings(options: SettingOptions, context: Context): Promise<CompleteSettings> {
  const { prompter } = context;
  const known = await knownSettings(options, context);
  if (!context.io.canPrompt) await assertComplete(known, ALL);
  return {
    known,
    baseUrl: known.baseUrl ?? (await askInvestmentUrl(prompter)),
    clientId: known.clientId ?? (await askText(prompter, 'Client id:')),
    clientSecret: (await known.clientSecret()) ?? (await prompter.secret({ message: 'Client secret:' })),
    keyId: known.keyId ?? (await askText(prompter, 'Key id:')),
    keyFile: known.keyFile ?? (await askText(prompter, 'Private key file:')),
  };
}

/** What a client of the library takes, the key opened. Nothing is sent yet. */
export async function clientOptions(
  options: SettingOptions,
  context: Context,
): Promise<InvestmentOptions & { signingKey: SigningKey }> {
  const { known, baseUrl, clientId, clientSecret, keyId, keyFile } = await completeSettings(options, context);
  const { passphraseStdin } = options;
  const signingKey = await openKey({ keyId, keyFile, env: known.env, passphraseStdin }, context);
  const { global, io } = context;
  return {
    baseUrl,
    clientId,
    clientSecret,
    signingKey,
    timeoutMs: global.timeoutMs,
    userAgent: 'upvest-wallet-terminal',
    ...(global.verbose && { onResponse: (event) => io.errorLine(traceLine(event)) }),
  };
}

/** The key alone, for signing without asking the API for anything. */
export async function signingKey(
  options: SettingOptions,
  context: Context,
): Promise<{ key: SigningKey; clientId: string | undefined }> {
  const { io, prompter } = context;
  const known = await knownSettings(options, context);
  if (!io.canPrompt) await assertComplete(known, ['keyId', 'keyFile']);
  const keyId = known.keyId ?? (await askText(prompter, 'Key id:'));
  const keyFile = known.keyFile ?? (await askText(prompter, 'Private key file:'));
  const { passphraseStdin } = options;
  return { key: await openKey({ keyId, keyFile, env: known.env, passphraseStdin }, context), clientId: known.clientId };
}
