import { createHash, createPublicKey, verify } from 'node:crypto';
import { hex } from '@scure/base';
import fc from 'fast-check';
import { recoverPublicKey } from 'viem';
import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { signatureJson, signHash } from '../../../src/sandbox/ledger/signature.ts';
import type { Signature } from '../../../src/wire.ts';
import { scaled } from '../../support/scale.ts';
import { ETHER, PASSWORD_OF_DEMO } from '../known.ts';
import { call, failure, json, logIn } from '../support.ts';
import { demoWallets, walletHolding } from './support.ts';

const KEY_ONE = {
  privateKey: hex.decode('1'.padStart(64, '0')),
  publicKey: hex.decode('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'),
};
const CONTRACT_HASH = '11b41593aa2ac1a382539f01f0fc50db5b0ceac485455983dbc4573ccfd978e4';
const R = 0x2238cdd071d35578892c93fe9bdee5aeb5cdeaa0bd53e61c30fcddb62f2ba3fbn;

test('secret key 1 signs the contract’s hash as the contract has it', () => {
  expect(signHash(hex.decode(CONTRACT_HASH), KEY_ONE, 'hex')).toEqual({
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
  });
});

test('every format writes the same numbers', () => {
  const written = (format: Parameters<typeof signHash>[2]) => signHash(hex.decode(CONTRACT_HASH), KEY_ONE, format).r;
  const bytes = Buffer.from(R.toString(16), 'hex');
  expect(written('decimal')).toBe(R.toString());
  expect(written('base64_bigendian')).toBe(bytes.toString('base64'));
  expect(written('base64_littleendian')).toBe(bytes.reverse().toString('base64'));
  expect(signatureJson(signHash(hex.decode(CONTRACT_HASH), KEY_ONE, 'int'))).toContain(`"r":${R},"s":`);
});

test('hex is not padded with zeros, base64 always has 32 bytes', () => {
  const hashes = Array.from({ length: 250 }, (_, n) => createHash('sha256').update(String(n)).digest());
  const lengths = new Set(hashes.map((hash) => signHash(hash, KEY_ONE, 'hex').r.length));
  expect(lengths.has(65)).toBe(true);
  for (const hash of hashes)
    expect(Buffer.from(signHash(hash, KEY_ONE, 'base64_bigendian').s, 'base64')).toHaveLength(32);
});

test('OpenSSL verifies every signature, and its s is low', () => {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (message) => {
      const signature = signHash(createHash('sha256').update(message).digest(), KEY_ONE, 'hex');
      expect(BigInt(signature.s)).toBeLessThanOrEqual(order / 2n);
      const pad = (number: string) => Buffer.from(number.slice(2).padStart(64, '0'), 'hex');
      const [x, y] = [pad(signature.public_key.x), pad(signature.public_key.y)].map((n) => n.toString('base64url'));
      const key = createPublicKey({ key: { kty: 'EC', crv: 'secp256k1', x: x ?? '', y: y ?? '' }, format: 'jwk' });
      const ieee = Buffer.concat([pad(signature.r), pad(signature.s)]);
      expect(verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, ieee)).toBe(true);
    }),
    { numRuns: scaled(10, 100) },
  );
});

test('the endpoint signs with the key of the wallet, of hex and of base64 alike', async () => {
  await using sandbox = await startSandbox();
  const token = (await logIn(sandbox)).access_token;
  const wallet = walletHolding(await demoWallets(sandbox, token), ETHER);
  const sign = { password: PASSWORD_OF_DEMO, output_format: 'hex' };
  const answers = [
    { to_sign: CONTRACT_HASH, input_format: 'hex' },
    { to_sign: `0x${CONTRACT_HASH}`, input_format: 'hex' },
    { to_sign: Buffer.from(CONTRACT_HASH, 'hex').toString('base64'), input_format: 'base64' },
    { to_sign: Buffer.from(CONTRACT_HASH, 'hex').toString('base64') },
  ].map(async (input) => {
    const response = await call(sandbox, `kms/wallets/${wallet.id}/sign`, token, { ...sign, ...input });
    expect(response.status).toBe(200);
    return json<Signature>(response);
  });
  const [first, ...others] = await Promise.all(answers);
  for (const other of others) expect(other).toEqual(first);
  if (first === undefined) throw new Error('No signature.');
  const pad = (number: string) => number.slice(2).padStart(64, '0');
  const publicKey = await recoverPublicKey({
    hash: `0x${CONTRACT_HASH}`,
    signature: `0x${pad(first.r)}${pad(first.s)}${first.recover === 0 ? '1b' : '1c'}`,
  });
  expect(publicKey).toBe(`0x04${pad(first.public_key.x)}${pad(first.public_key.y)}`);
});

test('the format int is bare digits of 256 bits', async () => {
  await using sandbox = await startSandbox();
  const token = (await logIn(sandbox)).access_token;
  const wallet = walletHolding(await demoWallets(sandbox, token), ETHER);
  const body = { password: PASSWORD_OF_DEMO, to_sign: CONTRACT_HASH, input_format: 'hex', output_format: 'int' };
  const response = await call(sandbox, `kms/wallets/${wallet.id}/sign`, token, body);
  expect(response.headers.get('content-type')).toBe('application/json');
  const text = await response.text();
  expect(text).toMatch(/"recover":[01],"r":\d{60,78},"s":\d{60,78},"public_key":\{"x":\d{60,78},"y":\d{60,78}\}\}$/);
  expect(JSON.parse(text)).toMatchObject({ big_number_format: 'int', curve: 'secp256k1' });
});

test('what cannot be signed is refused by name', async () => {
  await using sandbox = await startSandbox();
  const token = (await logIn(sandbox)).access_token;
  const wallets = await demoWallets(sandbox, token);
  const good = { password: PASSWORD_OF_DEMO, to_sign: CONTRACT_HASH, input_format: 'hex' };
  const active = walletHolding(wallets, ETHER).id;
  const pending = wallets.find(({ status }) => status === 'PENDING')?.id ?? '';
  const cases: [walletId: string, body: object, status: number, location: string, reason: string][] = [
    [active, { ...good, password: 'wrong' }, 403, 'password', 'invalidPassword'],
    [active, { ...good, password: undefined }, 400, 'password', 'required'],
    [active, { ...good, to_sign: CONTRACT_HASH.slice(2) }, 400, 'to_sign', 'invalid'],
    [active, { ...good, to_sign: 'zz'.repeat(32) }, 400, 'to_sign', 'invalid'],
    [active, { ...good, input_format: 'base64' }, 400, 'to_sign', 'invalid'],
    [active, { ...good, input_format: 'binary' }, 400, 'input_format', 'invalid'],
    [active, { ...good, output_format: 'octal' }, 400, 'output_format', 'invalid'],
    [pending, good, 409, 'wallet', 'walletPending'],
  ];
  for (const [walletId, body, status, location, reason] of cases) {
    const response = await call(sandbox, `kms/wallets/${walletId}/sign`, token, body);
    expect(response.status).toBe(status);
    expect(await failure(response)).toMatchObject({ code: status, details: [{ location, reason }] });
  }
  expect((await call(sandbox, 'kms/wallets/e0000000-0000-5000-8000-000000000000/sign', token, good)).status).toBe(404);
});
