import { createHash } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { networks, payments } from 'bitcoinjs-lib';
import { computeAddress, Signature as EthersSignature, recoverAddress } from 'ethers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signatureProblem, toEthereumSignature, verifySignature } from '../../src/chain/index.ts';
import { InvalidInputError } from '../../src/errors.ts';
import type { Signature } from '../../src/wire.ts';
import { scaled } from '../support/scale.ts';
import { FORMATS, hashes, type Numbers, secretKeys, sign, toHex, toWire } from './signer.ts';

const N = secp256k1.Point.Fn.ORDER;

/** Contract 3.6: secret key 1. */
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
const HASH = '11b41593aa2ac1a382539f01f0fc50db5b0ceac485455983dbc4573ccfd978e4';
const ETHEREUM = '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf';
const BITCOIN_TESTNET = 'mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r';

/** The vector's key and hash, signed here. */
const ONE = sign(Buffer.from(HASH, 'hex'), Buffer.from('1'.padStart(64, '0'), 'hex'));

describe("the contract's vector", () => {
  test.each([
    ['no address', {}],
    ['its Ethereum address', { address: ETHEREUM }],
    ['its Ethereum address in lower case', { address: ETHEREUM.toLowerCase(), protocol: 'erc20_ropsten' }],
    ['its Bitcoin address', { address: BITCOIN_TESTNET, protocol: 'bitcoin_testnet' }],
    ['its Bitcoin address, without the protocol', { address: BITCOIN_TESTNET }],
    ['its address under a protocol that is new', { address: ETHEREUM, protocol: 'polygon' }],
  ])('is right for %s', (_, expectation) => {
    expect(signatureProblem(VECTOR, { toSign: HASH, ...expectation })).toBeUndefined();
  });

  test('takes the hash as hex in any case, with 0x, and as base64', () => {
    const base64 = Buffer.from(HASH, 'hex').toString('base64');
    expect(verifySignature(VECTOR, { toSign: `0x${HASH.toUpperCase()}` })).toBe(true);
    expect(verifySignature(VECTOR, { toSign: base64, inputFormat: 'base64' })).toBe(true);
  });

  test.each([
    ['of another network', BITCOIN_TESTNET, 'bitcoin'],
    ['of another blockchain', ETHEREUM, 'bitcoin_testnet'],
    ['of another key', '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF', 'ethereum'],
    ['that is empty', '', undefined],
    ['with a case that base58 does not forgive', BITCOIN_TESTNET.toLowerCase(), 'bitcoin_testnet'],
  ])('is wrong for an address %s', (_, address, protocol) => {
    expect(signatureProblem(VECTOR, { toSign: HASH, address, protocol })).toBe('its key is not the key of the address');
  });

  test('is of use to Ethereum libraries', () => {
    const [r, s] = [VECTOR.r.slice(2), VECTOR.s.slice(2)];
    expect(toEthereumSignature(VECTOR)).toEqual({
      r: VECTOR.r,
      s: VECTOR.s,
      yParity: 1,
      v: 28n,
      serialized: `0x${r}${s}1c`,
    });
    expect(toEthereumSignature(VECTOR, { chainId: 3 }).v).toBe(1n + 35n + 6n);
  });
});

describe('a signature of any key over any hash', () => {
  test('is right in every format and for the addresses that other libraries compute', () => {
    fc.assert(
      fc.property(hashes, secretKeys, (hash, secretKey) => {
        const toSign = toHex(hash);
        const numbers = sign(hash, secretKey);
        const pubkey = secp256k1.getPublicKey(secretKey);
        const p2pkh = (network: typeof networks.bitcoin) => payments.p2pkh({ pubkey, network }).address;
        const addresses = [
          ['ethereum', computeAddress(`0x${toHex(secretKey)}`)],
          ['bitcoin', p2pkh(networks.bitcoin)],
          ['bitcoin_testnet', p2pkh(networks.testnet)],
        ] as const;
        for (const format of FORMATS) {
          expect(signatureProblem(toWire(numbers, format), { toSign })).toBeUndefined();
        }
        for (const [protocol, address] of addresses) {
          expect(signatureProblem(toWire(numbers), { toSign, address, protocol })).toBeUndefined();
        }
        const { serialized, r, s, v } = toEthereumSignature(toWire(numbers));
        expect(recoverAddress(`0x${toSign}`, serialized)).toBe(addresses[0][1]);
        expect(EthersSignature.from({ r, s, v }).serialized).toBe(serialized);
      }),
      { numRuns: scaled(6, 50) },
    );
  });

  test('is right for an Arweave address: SHA-256 of the compressed key as base64url', () => {
    const address = 'D3FXk7DPrbZ7Yu2Vpy2Zn7yFLk3U5ByDvPSXnCWp9Fk';
    const key = Uint8Array.of(2, ...Buffer.from(VECTOR.public_key.x.slice(2), 'hex'));
    const expected = createHash('sha256').update(key).digest('base64url');
    expect(verifySignature(VECTOR, { toSign: HASH, address: expected, protocol: 'arweave_testnet' })).toBe(true);
    expect(verifySignature(VECTOR, { toSign: HASH, address, protocol: 'arweave_testnet' })).toBe(false);
  });

  test('is wrong after a change of one bit in r, s, x, y, recover or the hash, in every format', () => {
    const bits = fc.integer({ min: 0, max: 255 });
    const fields = fc.constantFrom('r', 's', 'x', 'y', 'recover', 'hash');
    fc.assert(
      fc.property(hashes, secretKeys, bits, fields, fc.constantFrom(...FORMATS), (hash, key, bit, field, format) => {
        const changed = sign(hash, key);
        const flipped = Uint8Array.from(hash);
        if (field === 'hash') flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        else if (field === 'recover') changed.recover ^= 1;
        else changed[field as 'r'] ^= 1n << BigInt(bit);
        expect(verifySignature(toWire(changed, format), { toSign: toHex(flipped) })).toBe(false);
      }),
      { numRuns: scaled(60, 400) },
    );
  });

  test('is wrong after the change of any character of its address', () => {
    for (const [address, protocol] of [
      [ETHEREUM, 'ethereum'],
      [BITCOIN_TESTNET, 'bitcoin_testnet'],
    ] as const) {
      for (let position = 0; position < address.length; position++) {
        const other = address.charAt(position) === '1' ? '2' : '1';
        const changed = address.slice(0, position) + other + address.slice(position + 1);
        expect(verifySignature(VECTOR, { toSign: HASH, address: changed, protocol })).toBe(false);
      }
    }
  });

  test('is right with a high s too, which is made low for Ethereum', () => {
    fc.assert(
      fc.property(hashes, secretKeys, (hash, secretKey) => {
        const low = sign(hash, secretKey);
        const high: Numbers = { ...low, s: N - low.s, recover: low.recover ^ 1 };
        expect(signatureProblem(toWire(high), { toSign: toHex(hash) })).toBeUndefined();
        expect(toEthereumSignature(toWire(high))).toEqual(toEthereumSignature(toWire(low)));
      }),
      { numRuns: scaled(5, 30) },
    );
  });
});

describe('numbers are read as the contract has them', () => {
  /** Small numbers cannot be asked for, so a short one is searched: r below 2^248. */
  const short = (() => {
    for (let count = 0; ; count++) {
      const hash = Buffer.alloc(32, count);
      hash.writeUInt32BE(count);
      const numbers = sign(hash, Buffer.alloc(32, 7));
      if (numbers.r < 1n << 248n) return { numbers, toSign: toHex(hash) };
    }
  })();

  test.each([
    ['hex without 0x and without padding', 'hex', (value: bigint) => value.toString(16)],
    ['hex in capitals, padded', 'hex', (value: bigint) => `0x${value.toString(16).toUpperCase().padStart(64, '0')}`],
    ['an odd number of hex digits', 'hex', (value: bigint) => `0x${value.toString(16)}`],
    ['base64 of fewer than 32 bytes', 'base64_bigendian', (value: bigint) => shortBytes(value).toString('base64')],
    [
      'little-endian base64 of fewer than 32 bytes',
      'base64_littleendian',
      (value: bigint) => shortBytes(value).reverse().toString('base64'),
    ],
  ])('%s', (_, format, write) => {
    expect(signatureProblem(toWire(short.numbers, format, write), { toSign: short.toSign })).toBeUndefined();
  });

  test('JSON integers have lost their digits: never right, whatever they are', () => {
    const json = JSON.stringify(toWire(short.numbers, 'decimal')).replaceAll(/"(\d+)"/g, '$1');
    const parsed: Signature = { ...JSON.parse(json), big_number_format: 'int' };
    expect(signatureProblem(parsed, { toSign: short.toSign })).toMatch(/'int' has lost digits/);
    expect(verifySignature({ ...parsed, big_number_format: 'decimal' }, { toSign: short.toSign })).toBe(false);
  });
});

describe('what a server may send instead', () => {
  const boundaries = [0n, N, N + 1n, 2n ** 256n - 1n];

  test('r and s out of 1 to n - 1, alone and with n added, are wrong', () => {
    const numbers = sign(Buffer.from(HASH, 'hex'), Buffer.alloc(32, 1));
    for (const value of boundaries) {
      expect(verifySignature(toWire({ ...numbers, r: value }), { toSign: HASH })).toBe(false);
      expect(verifySignature(toWire({ ...numbers, s: value }), { toSign: HASH })).toBe(false);
    }
    for (const over of [numbers.r + N, numbers.s + N]) {
      expect(verifySignature(toWire({ ...numbers, r: over }), { toSign: HASH })).toBe(false);
      expect(verifySignature(toWire({ ...numbers, s: over }), { toSign: HASH })).toBe(false);
    }
  });

  test('a public key that is zero, off the curve or its own negative is wrong', () => {
    const numbers = sign(Buffer.from(HASH, 'hex'), Buffer.alloc(32, 1));
    const P = secp256k1.Point.Fp.ORDER;
    for (const key of [
      { x: 0n, y: 0n },
      { x: numbers.x, y: 1n },
      { x: numbers.x, y: P - numbers.y },
      { x: P, y: P },
    ]) {
      expect(verifySignature(toWire({ ...numbers, ...key }), { toSign: HASH })).toBe(false);
    }
  });

  test.each([
    ['another curve', { curve: 'secp256r1' }, /not ECDSA over secp256k1/],
    ['another algorithm', { algorithm: 'SCHNORR' }, /not ECDSA over secp256k1/],
    ['an unknown format', { big_number_format: 'roman' }, /format is not known/],
    ['a format from the prototype', { big_number_format: 'constructor' }, /format is not known/],
    ['a recover of 2', { recover: 2 }, /neither 0 nor 1/],
    ['a recover as text', { recover: '1' }, /neither 0 nor 1/],
    ['a recover that is missing', { recover: undefined }, /neither 0 nor 1/],
    ['no public key', { public_key: null }, /not 256 bits in the format/],
    ['257 bits', { r: `0x1${'0'.repeat(64)}` }, /not 256 bits in the format/],
    ['a sign', { r: '-1' }, /not 256 bits in the format/],
    ['blanks', { r: ` ${VECTOR.r}` }, /not 256 bits in the format/],
    ['two prefixes', { r: `0x${VECTOR.r}` }, /not 256 bits in the format/],
    ['an empty number', { s: '0x' }, /not 256 bits in the format/],
    ['2^256 in decimal', { ...toWire(ONE, 'decimal'), r: (2n ** 256n).toString() }, /not 256 bits in the format/],
    ['a number', { s: 5 }, /not 256 bits in the format/],
  ])('%s is wrong, and the reason says so', (_, change, reason) => {
    expect(signatureProblem({ ...VECTOR, ...change } as Signature, { toSign: HASH })).toMatch(reason);
  });

  test('nothing makes it throw, and no reason holds what was sent', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom(VECTOR.r, VECTOR.s, '0x', '0'), fc.anything());
    const near = fc.record(
      {
        big_number_format: fc.oneof(fc.constantFrom(...FORMATS, 'int'), fc.anything()),
        algorithm: fc.oneof(fc.constant('ECDSA'), fc.anything()),
        curve: fc.oneof(fc.constant('secp256k1'), fc.anything()),
        recover: fc.oneof(fc.constantFrom(0, 1), fc.anything()),
        r: text,
        s: text,
        public_key: fc.oneof(fc.record({ x: text, y: text }), fc.anything()),
      },
      { requiredKeys: [] },
    );
    const sent = 'sent-by-the-server';
    fc.assert(
      fc.property(fc.oneof(near, fc.anything()), (answer) => {
        expect(verifySignature(answer as Signature, { toSign: HASH, address: ETHEREUM })).toBe(false);
      }),
      { numRuns: scaled(400, 5_000) },
    );
    for (const field of ['big_number_format', 'algorithm', 'curve', 'recover', 'r', 's', 'public_key']) {
      const problem = signatureProblem({ ...VECTOR, [field]: sent } as Signature, { toSign: HASH });
      expect(problem).toEqual(expect.not.stringContaining(sent));
    }
  });
});

test('a good signature over another hash, or by another key than it says, is told as that', () => {
  const other = sign(Buffer.from(HASH, 'hex'), Buffer.alloc(32, 9));
  const reason = 'it is for another hash, or by another key than it says';
  expect(toWire(ONE)).toEqual(VECTOR);
  expect(signatureProblem(VECTOR, { toSign: HASH.replace('1', '2') })).toBe(reason);
  expect(signatureProblem(toWire({ ...ONE, x: other.x, y: other.y }), { toSign: HASH })).toBe(reason);
});

describe('what only the caller can have done wrong is thrown', () => {
  test.each([
    ['31 bytes', { toSign: HASH.slice(2) }],
    ['33 bytes', { toSign: `${HASH}00` }],
    ['text', { toSign: 'hello' }],
    ['an empty hash', { toSign: '' }],
    ['base64 for hex', { toSign: Buffer.from(HASH, 'hex').toString('base64') }],
    ['hex for base64', { toSign: HASH, inputFormat: 'base64' as const }],
    ['an unknown format', { toSign: HASH, inputFormat: 'utf8' as 'hex' }],
    ['bytes', { toSign: Buffer.from(HASH, 'hex') as unknown as string }],
    ['an address that is no text', { toSign: HASH, address: null as unknown as string }],
  ])('%s', (_, expectation) => {
    expect(() => verifySignature(VECTOR, expectation)).toThrow(InvalidInputError);
  });

  test('a signature that cannot be read, or a chain id that is none, is not turned into an Ethereum one', () => {
    expect(() => toEthereumSignature({ ...VECTOR, r: 'x' })).toThrow(InvalidInputError);
    expect(() => toEthereumSignature({ ...VECTOR, s: '0x0' })).toThrow(InvalidInputError);
    for (const chainId of [0, -1, 1.5, Number.NaN, 0n]) {
      expect(() => toEthereumSignature(VECTOR, { chainId })).toThrow(InvalidInputError);
    }
  });
});

function shortBytes(value: bigint): Buffer {
  const digits = value.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
}
