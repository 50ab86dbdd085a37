import { walletOf } from './caller.ts';
import { invalidField, walletPending } from './error-envelope.ts';
import { familyOf } from './keys/families.ts';
import { DEFAULT_INPUT_FORMAT, decodeBytes, INPUT_FORMATS } from './ledger/bytes.ts';
import { OUTPUT_FORMATS, signatureJson, signHash } from './ledger/signature.ts';
import { RequestBody } from './request-body.ts';
import type { Call, Route, RouteParts } from './route.ts';
import { isActive } from './wallet-record.ts';

/** Contract 3.6. */
export function signRoutes(parts: RouteParts): Route[] {
  return [
    {
      method: 'POST',
      path: 'kms/wallets/:walletId/sign',
      scopes: ['write'],
      strictScopes: ['wallet'],
      handle: async (call) =>
        new Response(await sign(call, parts), { headers: { 'Content-Type': 'application/json' } }),
    },
  ];
}

/** Answers JSON text, since one of the formats has numbers that no JSON library of JavaScript can write. */
async function sign({ context, caller }: Call, { users, clock }: RouteParts): Promise<string> {
  const { owner, wallet } = walletOf(caller, context.req.param('walletId'));
  const body = RequestBody.parse(context.get('body'));
  const password = body.text('password');
  const toSign = body.text('to_sign');
  const inputFormat = body.optionalChoice('input_format', INPUT_FORMATS) ?? DEFAULT_INPUT_FORMAT;
  const outputFormat = body.optionalChoice('output_format', OUTPUT_FORMATS) ?? 'hex';
  const hash = decodeBytes(toSign, inputFormat);
  if (hash?.length !== 32)
    throw invalidField('to_sign', 'invalid', `The field to_sign is not 32 bytes of ${inputFormat}.`);
  const keys = await users.unlock(owner, password);
  if (!isActive(wallet, clock())) throw walletPending();
  const key = keys.walletKey(familyOf(wallet.protocol), wallet.index);
  return signatureJson(signHash(hash, key, outputFormat));
}
