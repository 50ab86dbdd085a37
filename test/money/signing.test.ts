import { secp256k1 } from '@noble/curves/secp256k1.js';
import { computeAddress, Signature as EthersSignature, hashMessage as ethersHashMessage, recoverAddress } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ApiError,
  hashMessage,
  InvalidInputError,
  keccak256,
  OutcomeUnknownError,
  type Signature,
  type SignatureFormat,
  toEthereumSignature,
  UnexpectedResponseError,
  verifySignature,
} from '../../src/index.ts';
import { loggedInClient, NOCK_HOST } from '../support/client.ts';
import { nock, useNock } from '../support/nock-wire.ts';
import { scaled } from '../support/scale.ts';
import { startSession, type TestSession } from '../support/session.ts';
import { WALLET } from './api-server.ts';
import { PASSWORD, richWallet } from './support.ts';

/** The vector of contract 3.6: secret key 1, RFC 6979, low s. */
const HASH = '11b41593aa2ac1a382539f01f0fc50db5b0ceac485455983dbc4573ccfd978e4';
const VECTOR: Signature = {
  big_number_format: 'hex',
  algorithm: 'ECDSA',
  curve: 'secp256k1',
  recover: 1,
  r: '0x2238cdd071d35578892c93fe9bdee5aeb5cdeaa0bd53e61c30fcddb62f2ba3fb',
  s: '0x53e0e251e0ee9ab4c19ba675643f51fdd04e1277b1ff925a79e347821e89f22e',
  public_key: {
    x: '0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
    y: '0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
  },
};

const SIGNATURES = scaled(4, 40);
const FORMATS: SignatureFormat[] = ['hex', 'decimal', 'base64_bigendian', 'base64_littleendian'];

describe('what a server answers', () => {
  useNock();

  async function signed(answer: unknown, toSign = HASH) {
    nock(NOCK_HOST).get(`/1.0/kms/wallets/${WALLET.id}`).reply(200, WALLET);
    nock(NOCK_HOST)
      .post(`/1.0/kms/wallets/${WALLET.id}/sign`, {
        password: PASSWORD,
        to_sign: toSign,
        input_format: 'hex',
        output_format: 'hex',
      })
      .reply(200, JSON.stringify(answer));
    const { client } = await loggedInClient();
    return client.signatures.sign(WALLET.id, { password: PASSWORD, toSign });
  }

  test('the vector of the contract is taken', async () => {
    expect(await signed(VECTOR)).toEqual(VECTOR);
  });

  /** One bit of a hex number. */
  const flip = (hex: string, bit: number) => `0x${(BigInt(hex) ^ (1n << BigInt(bit))).toString(16).padStart(64, '0')}`;
  const key = VECTOR.public_key;
  const bits = [0, 1, 100, 255];
  const otherKey = Buffer.from(secp256k1.getPublicKey(Buffer.alloc(32, 7), false)).toString('hex');
  const order = secp256k1.Point.Fn.ORDER;
  const tampered: [string, Partial<Signature>][] = [
    ...bits.map((bit): [string, Partial<Signature>] => [`bit ${bit} of r`, { r: flip(VECTOR.r, bit) }]),
    ...bits.map((bit): [string, Partial<Signature>] => [`bit ${bit} of s`, { s: flip(VECTOR.s, bit) }]),
    ...bits.map((bit): [string, Partial<Signature>] => [
      `bit ${bit} of x`,
      { public_key: { ...key, x: flip(key.x, bit) } },
    ]),
    ...bits.map((bit): [string, Partial<Signature>] => [
      `bit ${bit} of y`,
      { public_key: { ...key, y: flip(key.y, bit) } },
    ]),
    ['recover 0', { recover: 0 }],
    ['recover 2', { recover: 2 }],
    ['recover 28', { recover: 28 }],
    ['the other s without the other recover', { s: `0x${(order - BigInt(VECTOR.s)).toString(16)}` }],
    ['another key', { public_key: { x: otherKey.slice(2, 66), y: otherKey.slice(66) } }],
    ['zero r', { r: '0x0' }],
    ['r beyond the order', { r: `0x${'f'.repeat(64)}` }],
    ['r of 257 bits', { r: `0x1${'0'.repeat(64)}` }],
    ['another format', { big_number_format: 'decimal' }],
    ['an unknown format', { big_number_format: 'octal' }],
    ['the format int', { big_number_format: 'int' }],
    ['another curve', { curve: 'P-256' }],
    ['another algorithm', { algorithm: 'EdDSA' }],
  ];
  test.each(tampered)('%s is refused', async (_what, change) => {
    const failed = signed({ ...VECTOR, ...change });
    await expect(failed).rejects.toBeInstanceOf(UnexpectedResponseError);
    await expect(failed).rejects.toThrow(/^The signature that came back does not verify: /);
  });

  test('a right signature by a key that is not the key of the wallet is refused', async () => {
    const secretKey = Buffer.alloc(32, 7);
    const [recover = 0, ...rs] = secp256k1.sign(Buffer.from(HASH, 'hex'), secretKey, {
      prehash: false,
      format: 'recovered',
    });
    const hex = Buffer.from(rs).toString('hex');
    const answer = {
      ...VECTOR,
      recover,
      r: hex.slice(0, 64),
      s: hex.slice(64),
      public_key: { x: otherKey.slice(2, 66), y: otherKey.slice(66) },
    };
    expect(verifySignature(answer, { toSign: HASH })).toBe(true);
    await expect(signed(answer)).rejects.toThrow('its key is not the key of the address');
  });

  test('a right signature of another hash is refused', async () => {
    await expect(signed(VECTOR, HASH.replace('1', '2'))).rejects.toThrow(/for another hash/);
  });

  test('another format than was asked for is refused even where it is right', async () => {
    const decimal = (hex: string) => BigInt(hex).toString();
    const answer = {
      ...VECTOR,
      big_number_format: 'decimal',
      r: decimal(VECTOR.r),
      s: decimal(VECTOR.s),
      public_key: { x: decimal(key.x), y: decimal(key.y) },
    };
    expect(verifySignature(answer, { toSign: HASH })).toBe(true);
    await expect(signed(answer)).rejects.toThrow(/another format than asked for/);
  });

  test.each([
    ['r is a number', { ...VECTOR, r: 5 }, 'answer.r is no text'],
    ['recover is a text', { ...VECTOR, recover: '1' }, 'answer.recover is no whole number'],
    ['no key', { ...VECTOR, public_key: null }, 'answer.public_key is no object'],
    ['a list', [], 'answer is no object'],
  ])('without its shape: %s', async (_what, answer, says) => {
    const failed = signed(answer);
    await expect(failed).rejects.toBeInstanceOf(OutcomeUnknownError);
    await expect(failed).rejects.toThrow(says);
  });

  test.each([
    ['31 bytes', { toSign: 'ab'.repeat(31) }],
    ['33 bytes', { toSign: 'ab'.repeat(33) }],
    ['a message', { toSign: 'hello' }],
    ['hex as base64', { toSign: 'ab'.repeat(32), inputFormat: 'base64' as const }],
    ['base64 as hex', { toSign: `${'A'.repeat(43)}=` }],
    ['a capital 0X', { toSign: `0X${HASH}` }],
    ['base64 with bits left over', { toSign: `${'A'.repeat(42)}B=`, inputFormat: 'base64' as const }],
    ['the format int', { toSign: HASH, outputFormat: 'int' as 'hex' }],
    ['an unknown input format', { toSign: HASH, inputFormat: 'utf8' as 'hex' }],
  ])('%s is refused before anything is sent', async (_what, wrong) => {
    const { client } = await loggedInClient();
    const failed = client.signatures.sign(WALLET.id, { password: PASSWORD, ...wrong });
    await expect(failed).rejects.toBeInstanceOf(InvalidInputError);
  });
});

describe('with the sandbox', () => {
  let session: TestSession;
  beforeAll(async () => {
    session = await startSession();
  });
  afterAll(() => session[Symbol.asyncDispose]());

  test.each(FORMATS)('a signature in %s verifies, and ethers recovers the wallet from it', async (outputFormat) => {
    const { client } = session;
    const wallet = await richWallet(client);
    for (let run = 0; run < SIGNATURES; run += 1) {
      const message = `message ${run}`;
      const toSign = hashMessage(message);
      expect(toSign.replace(/^0x/, '')).toBe(ethersHashMessage(message).slice(2));
      const signature = await client.signatures.sign(wallet.id, { password: PASSWORD, toSign, outputFormat });
      expect(signature.big_number_format).toBe(outputFormat);
      const { address, protocol } = wallet;
      expect(verifySignature(signature, { toSign, address: address ?? '', protocol })).toBe(true);
      const { serialized } = toEthereumSignature(signature);
      expect(recoverAddress(ethersHashMessage(message), EthersSignature.from(serialized))).toBe(address);
    }
  });

  test('base64 in, and the same signature as from hex', async () => {
    const { client } = session;
    const wallet = await richWallet(client);
    const toSign = keccak256(new TextEncoder().encode('bytes'));
    const hash = Buffer.from(toSign.replace(/^0x/, ''), 'hex');
    const asked = { password: PASSWORD, toSign: hash.toString('base64'), inputFormat: 'base64' as const };
    const signature = await client.signatures.sign(wallet.id, asked);
    const { r, s, recover, public_key } = await client.signatures.sign(wallet.id, { password: PASSWORD, toSign });
    expect(signature).toMatchObject({ r, s, recover, public_key });
    const pad = (text: string) => text.replace(/^0x/, '').padStart(64, '0');
    expect(computeAddress(`0x04${pad(public_key.x)}${pad(public_key.y)}`)).toBe(wallet.address);
  });

  test('every wallet of the user signs, on every network', async () => {
    const { client } = session;
    let count = 0;
    for await (const wallet of client.wallets.list()) {
      if (wallet.status !== 'ACTIVE') continue;
      await client.signatures.sign(wallet.id, { password: PASSWORD, toSign: HASH });
      count += 1;
    }
    expect(count).toBe(11);
  });

  test('a wrong password is told by its location', async () => {
    const { client } = session;
    const wallet = await richWallet(client);
    const error = await client.signatures.sign(wallet.id, { password: 'wrong-one', toSign: HASH }).catch((e) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect(error.status).toBe(403);
    expect(error.details).toEqual([
      expect.objectContaining({ location: 'password', reason: 'invalidPassword', message: expect.any(String) }),
    ]);
    expect(JSON.stringify(error)).not.toContain('wrong-one');
  });

  test('a wallet that is not ready is 409', async () => {
    const { client } = session;
    const wallets = await client.wallets.list().take(100);
    const pending = wallets.find(({ status }) => status === 'PENDING');
    const failed = client.signatures.sign(pending?.id ?? '', { password: PASSWORD, toSign: HASH });
    await expect(failed).rejects.toMatchObject({ status: 409, details: [{ reason: 'walletPending' }] });
  });
});
