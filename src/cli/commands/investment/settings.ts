import { generateKeyPairSync } from 'node:crypto';
import { INVESTMENT_BASE_URLS, InvestmentTokens } from '../../../investment/index.ts';
import { Profiles } from '../../../profiles/index.ts';
import type { Context } from '../../context.ts';
import { UsageError } from '../../errors.ts';
import { type InvestmentEnvironment, readInvestmentEnvironment } from './environment.ts';

/** What every command takes that talks to the Investment API. */
export interface SettingOptions {
  environment?: keyof typeof INVESTMENT_BASE_URLS;
  clientId?: string;
  keyId?: string;
  keyFile?: string;
  passphraseStdin?: boolean;
}

/** What is known before anything is asked. */
export interface KnownSettings {
  profiles: Profiles;
  /** The profile in force. */
  name: string;
  env: InvestmentEnvironment;
  baseUrl: string | undefined;
  clientId: string | undefined;
  keyId: string | undefined;
  keyFile: string | undefined;
  /** Reads it from the profile only when it is asked for, and gives it only for the client and the API it belongs to. */
  clientSecret(): Promise<string | undefined>;
}

/**
 * An option beats the environment, which beats the profile. What the profile knows belongs to its own API: for another base URL
 * neither its client nor its key nor its secret is taken.
 */
export async function knownSettings(options: SettingOptions, context: Context): Promise<KnownSettings> {
  const { global, env: shared, io } = context;
  const env = readInvestmentEnvironment(io.host.env);
  const profiles = new Profiles(undefined, io.host.env);
  const name = global.profile ?? shared.profile ?? profiles.current();
  await profiles.settleSecrets(name);
  const saved = profiles.investment(name);
  const wanted = baseUrlOption(options, global.baseUrl) ?? env.baseUrl;
  const baseUrl = wanted === undefined ? saved?.baseUrl : normalBaseUrl(wanted);
  const own = saved?.baseUrl === baseUrl ? saved : undefined;
  const clientId = options.clientId ?? env.clientId ?? own?.clientId;
  const secretFits = own !== undefined && own.clientId === clientId;
  return {
    profiles,
    name,
    env,
    baseUrl,
    clientId,
    keyId: options.keyId ?? env.keyId ?? own?.keyId,
    keyFile: options.keyFile ?? env.keyFile ?? own?.keyFile,
    clientSecret: async () => env.clientSecret ?? (secretFits ? profiles.investmentClientSecret(name) : undefined),
  };
}

/** The library decides what a base URL may be, and which spelling is the normal one. @throws {InvalidInputError} */
export function normalBaseUrl(baseUrl: string): string {
  const key = generateKeyPairSync('ed25519').privateKey;
  const credentials = { clientId: 'none', clientSecret: 'none', signingKey: { keyId: 'none', key } };
  return new InvestmentTokens({ baseUrl, ...credentials }).baseUrl;
}

function baseUrlOption({ environment }: SettingOptions, baseUrl: string | undefined): string | undefined {
  if (environment === undefined) return baseUrl;
  if (baseUrl === undefined) return INVESTMENT_BASE_URLS[environment];
  throw new UsageError('--environment and --base-url say the same thing twice.', 'Give one of them.');
}
