import type { Context } from '../../context.ts';
import { toJson, toJsonLine } from '../../output/json.ts';
import { openWallet } from '../../wallet-access.ts';

export async function run(_options: object, context: Context): Promise<void> {
  const { client } = await openWallet(context);
  const token = await client.accessToken();
  const { format } = context.global;
  const inJson = format === 'json' ? toJson : toJsonLine;
  await context.io.writeLines([format === 'json' || format === 'ndjson' ? inJson({ access_token: token }) : token]);
}
