import type { ApiCaller } from '../session/index.ts';
import type { CallOptions } from '../transport/index.ts';
import type { Echo } from '../wire.ts';
import { callFor } from './resource.ts';
import { object, string } from './shape.ts';

/**
 * POST `clientele/echo-oauth2` (contract 3.2): answers with the same text, which shows that login, scopes and encoding work.
 * Changes nothing, so it is repeated like a GET. Scopes `echo` and `write`.
 */
export async function echo(api: ApiCaller, text: string, options?: CallOptions): Promise<string> {
  const call = {
    method: 'POST',
    path: 'clientele/echo-oauth2',
    body: { echo: text },
    scopes: ['echo', 'write'],
    repeatable: true,
  } as const;
  return (await callFor<Echo>(api, call, object({ echo: string }), options)).echo;
}
