import type { ApiCaller } from '../session/index.ts';
import type { CallOptions } from '../transport/index.ts';
import type { Offboarding } from '../wire.ts';
import { assertPassword } from './money.ts';
import { callFor } from './resource.ts';
import { arrayOf, object, optional, string } from './shape.ts';

const offboarding = object({
  metadata: object({}),
  results: arrayOf(
    object({
      id: string,
      address: string,
      protocol: string,
      keystore_file: optional(object({})),
      bip38_encrypted_private_key: optional(string),
      qr_code_svg: optional(string),
      qr_code_png_base64: optional(string),
    }),
  ),
  zip_base64: string,
});

/**
 * POST `clientele/offboard` (contract 3.8): the keys of all wallets, encrypted with the user's password, and all of it again as a zip. Takes
 * a while: key files are slow to make on purpose. Scopes `write` (and `wallet` on strict servers).
 *
 * @throws {ApiError} refused, e.g. a wrong password
 */
export async function offboard(
  api: ApiCaller,
  { password }: { password: string },
  options?: CallOptions,
): Promise<Offboarding> {
  assertPassword(password);
  const call = {
    method: 'POST',
    path: 'clientele/offboard',
    body: { password },
    scopes: ['write'],
    strictScopes: ['wallet'],
    secrets: [password],
  } as const;
  return callFor(api, call, offboarding, options);
}
