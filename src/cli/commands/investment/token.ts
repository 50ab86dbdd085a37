import { InvestmentTokens } from '../../../investment/index.ts';
import type { Context } from '../../context.ts';
import { toJson, toJsonLine } from '../../output/json.ts';
import { parseScope } from '../../settings.ts';
import { clientOptions } from './access.ts';
import { explained } from './failure.ts';
import type { SettingOptions } from './settings.ts';

export interface TokenOptions extends SettingOptions {
  scope: string[];
}

/** The token alone, for use in other programs; JSON also says what it is good for and until when. */
export async function run({ scope, ...options }: TokenOptions, context: Context): Promise<void> {
  const { io, global } = context;
  const tokens = new InvestmentTokens(await clientOptions(options, context));
  io.progress('Asking for a token…');
  const token = await tokens.token(parseScope(scope.join(' '))).catch((error: unknown) => {
    throw explained(error);
  });
  if (token.missingScope.length > 0) io.warn(`The API did not grant: ${token.missingScope.join(', ')}.`);
  const { accessToken, grantedScope, expiresAt } = token;
  const facts = {
    access_token: accessToken,
    scope: grantedScope,
    expires_at: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
  };
  if (global.format === 'json') await io.writeLines([toJson(facts)]);
  else if (global.format === 'ndjson') await io.writeLines([toJsonLine(facts)]);
  else await io.writeLines([accessToken]);
}
