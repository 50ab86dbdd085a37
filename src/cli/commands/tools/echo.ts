import type { Context } from '../../context.ts';
import { toJson, toJsonLine } from '../../output/json.ts';
import { sanitize } from '../../output/sanitize.ts';
import { openWallet } from '../../wallet-access.ts';

export interface EchoOptions {
  text: string;
}

export async function run({ text }: EchoOptions, context: Context): Promise<void> {
  const { client } = await openWallet(context);
  const echo = await client.echo(text);
  const { format } = context.global;
  if (format === 'json') await context.io.writeLines([toJson({ echo })]);
  else if (format === 'ndjson') await context.io.writeLines([toJsonLine({ echo })]);
  else await context.io.writeLines([sanitize(echo)]);
}
