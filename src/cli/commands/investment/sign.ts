import { randomUUID } from 'node:crypto';
import { InvestmentTokens, type SignedRequest, signRequest } from '../../../investment/index.ts';
import type { Context } from '../../context.ts';
import { UsageError } from '../../errors.ts';
import { toJson, toJsonLine } from '../../output/json.ts';
import { sanitize } from '../../output/sanitize.ts';
import { parseScope } from '../../settings.ts';
import { clientOptions, signingKey } from './access.ts';
import { type BodyOptions, readBody } from './body.ts';
import { explained } from './failure.ts';
import type { SettingOptions } from './settings.ts';

export interface SignOptions extends SettingOptions, BodyOptions {
  method: string;
  url: string;
  scope?: string[];
  header?: string[];
  expiresIn?: number;
}

/** Secrets, and options can be read by other users of the machine. */
const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** Prints what another program must send besides the headers that were given, for it to be sent within seconds. */
export async function run(options: SignOptions, context: Context): Promise<void> {
  const { method, url, expiresIn } = options;
  const given = (options.header ?? []).map(parseHeader);
  const body = await readBody(options, context);
  const { key, clientId, accessToken } = await signer(options, context);
  const has = (name: string) => given.some(([other]) => other.toLowerCase() === name);
  const added = Object.entries({
    accept: 'application/json',
    'upvest-client-id': clientId,
    'upvest-api-version': '1',
    authorization: accessToken === undefined ? undefined : `Bearer ${accessToken}`,
    'content-type': body === undefined ? undefined : 'application/json',
    'idempotency-key': /^(get|head)$/i.test(method) ? undefined : randomUUID(),
  }).filter((entry): entry is [string, string] => entry[1] !== undefined && !has(entry[0]));
  const signed = signRequest({ method, url, headers: [...added, ...given], body, key, expiresInSeconds: expiresIn });
  await show(signed, { ...Object.fromEntries(added), ...signed.headers }, context);
}

/** With scopes, a token is asked for; without, nothing is sent at all. */
async function signer({ scope, ...options }: SignOptions, context: Context) {
  if (scope === undefined) return { ...(await signingKey(options, context)), accessToken: undefined };
  const { clientId, ...others } = await clientOptions(options, context);
  const tokens = new InvestmentTokens({ ...others, clientId });
  context.io.progress('Asking for a token…');
  const accessToken = await tokens.accessToken(parseScope(scope.join(' '))).catch((error: unknown) => {
    throw explained(error);
  });
  return { key: others.signingKey, clientId, accessToken };
}

async function show(
  { signatureBase, coveredComponents }: SignedRequest,
  headers: Record<string, string>,
  { io, global }: Context,
): Promise<void> {
  const facts = { headers, signature_base: signatureBase, covered_components: coveredComponents };
  if (global.format === 'json') return io.writeLines([toJson(facts)]);
  if (global.format === 'ndjson') return io.writeLines([toJsonLine(facts)]);
  if (global.verbose) {
    const shown = signatureBase.replace(/^"authorization": .*$/m, '"authorization": [redacted]');
    io.errorLine(['Signature base:', ...shown.split('\n').map(sanitize)].join('\n'));
  }
  return io.writeLines(Object.entries(headers).map(([name, value]) => sanitize(`${name}: ${value}`)));
}

function parseHeader(text: string): [name: string, value: string] {
  const at = text.indexOf(':');
  if (at < 1) throw new UsageError('--header takes name: value.', "Such as: --header 'accept: application/pdf'");
  const name = text.slice(0, at).trim();
  if (!SECRET_HEADERS.has(name.toLowerCase())) return [name, text.slice(at + 1).trim()];
  throw new UsageError(
    `${name} is secret, and other users of this machine can read options.`,
    'Give --scope, and a token is asked for and signed.',
  );
}
