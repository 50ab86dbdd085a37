import { InvalidInputError, UnexpectedResponseError } from '../errors.ts';
import type { ApiCaller } from '../session/index.ts';
import type { CallOptions } from '../transport/index.ts';
import type { Signature } from '../wire.ts';
import { assertPassword } from './money.ts';
import { path } from './path.ts';
import { callFor } from './resource.ts';
import { integer, object, string } from './shape.ts';
import type { Wallets } from './wallets.ts';

const signature = object({
  big_number_format: string,
  algorithm: string,
  curve: string,
  recover: integer,
  r: string,
  s: string,
  public_key: object({ x: string, y: string }),
});

/** Without `int`: JSON integers of 256 bits do not survive `JSON.parse` (contract 3.6). */
export type SignatureFormat = 'hex' | 'decimal' | 'base64_bigendian' | 'base64_littleendian';

export interface SignHash {
  /** The user's password: sent once, not kept. */
  password: string;
  /** A hash of 32 bytes, already made: see `hashMessage`, `hashTypedData`, `keccak256`. */
  toSign: string;
  /** How `toSign` is written. @default 'hex' */
  inputFormat?: 'hex' | 'base64' | undefined;
  /** How the numbers of the answer are written. @default 'hex' */
  outputFormat?: SignatureFormat | undefined;
}

const FORMATS: readonly unknown[] = ['hex', 'decimal', 'base64_bigendian', 'base64_littleendian'];

/** ECDSA signatures with a wallet's key (contract 3.6). */
export class Signatures {
  readonly #api: ApiCaller;
  readonly #wallets: Wallets;

  constructor(api: ApiCaller, wallets: Wallets) {
    this.#api = api;
    this.#wallets = wallets;
  }

  /**
   * POST `kms/wallets/{id}/sign`: signs a hash, and checks the signature against the hash, its public key and the wallet's address before
   * it is returned. The wallet is read before, and `timeoutMs` is for each of the two.
   * Never repeated by itself. Scopes `read`, `write` (and `wallet` on strict servers).
   *
   * @throws {InvalidInputError} `toSign` is not 32 bytes, or an unknown format. Nothing was sent.
   * @throws {UnexpectedResponseError} the signature does not verify: do not use it. @throws {ApiError} e.g. a wrong password
   */
  async sign(
    walletId: string,
    { password, toSign, inputFormat = 'hex', outputFormat = 'hex' }: SignHash,
    options?: CallOptions,
  ): Promise<Signature> {
    assertPassword(password);
    assertHash(toSign, inputFormat);
    if (!FORMATS.includes(outputFormat)) {
      throw new InvalidInputError(`outputFormat must be one of ${FORMATS.join(', ')}.`, {
        hint: "'int' would lose digits in JavaScript.",
      });
    }
    const { address, protocol } = await this.#wallets.retrieve(walletId, options);
    const body = { password, to_sign: toSign, input_format: inputFormat, output_format: outputFormat };
    const call = {
      method: 'POST',
      path: path`kms/wallets/${walletId}/sign`,
      body,
      scopes: ['write'],
      strictScopes: ['wallet'],
      secrets: [password],
    } as const;
    const signed = await callFor<Signature>(this.#api, call, signature, options);
    const { signatureProblem } = await import('../chain/index.ts');
    const problem = signatureProblem(signed, { toSign, inputFormat, address: address ?? undefined, protocol });
    if (problem === undefined && signed.big_number_format === outputFormat) return signed;
    throw new UnexpectedResponseError(
      `The signature that came back does not verify: ${problem ?? 'it is in another format than asked for'}.`,
      {
        hint: 'Do not use it, and do not trust this server before you know why.',
      },
    );
  }
}

function assertHash(toSign: unknown, inputFormat: unknown): void {
  if (inputFormat !== 'hex' && inputFormat !== 'base64') {
    throw new InvalidInputError("inputFormat must be 'hex' or 'base64'.", { hint: "The default is 'hex'." });
  }
  // The last character of base64 holds four of the 256 bits; the other two are zero. What is let through here is read again after signing.
  const form = inputFormat === 'hex' ? /^(0x)?[0-9a-fA-F]{64}$/ : /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
  if (typeof toSign === 'string' && form.test(toSign)) return;
  throw new InvalidInputError(`toSign must be a hash of 32 bytes in ${inputFormat}.`, {
    hint: 'Hash the message first: hashMessage(text), keccak256(bytes).',
  });
}
