import * as ethers from 'ethers';
import fc from 'fast-check';
import { recoverAddressTyped } from 'micro-eth-signer';
import * as viem from 'viem';
import { describe, expect, test } from 'vitest';
import { hashTypedData, type TypedData, toEthereumSignature, verifySignature } from '../../src/chain/index.ts';
import { InvalidInputError } from '../../src/errors.ts';
import { scaled } from '../support/scale.ts';
import { sign, toWire } from './signer.ts';

const DOMAIN_TYPE = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
];

/** EIP-712's example, as its text and `Example.sol` have it. */
const MAIL: TypedData = {
  types: {
    EIP712Domain: DOMAIN_TYPE,
    Person: [
      { name: 'name', type: 'string' },
      { name: 'wallet', type: 'address' },
    ],
    Mail: [
      { name: 'from', type: 'Person' },
      { name: 'to', type: 'Person' },
      { name: 'contents', type: 'string' },
    ],
  },
  primaryType: 'Mail',
  domain: {
    name: 'Ether Mail',
    version: '1',
    chainId: 1,
    verifyingContract: '0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC',
  },
  message: {
    from: { name: 'Cow', wallet: '0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826' },
    to: { name: 'Bob', wallet: '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB' },
    contents: 'Hello, Bob!',
  },
};
const MAIL_HASH = 'be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2';

/** The key of the specification's example: keccak256('cow'). */
const COW = Buffer.from(ethers.id('cow').slice(2), 'hex');

const { EIP712Domain: _, ...MAIL_TYPES } = MAIL.types;

describe("EIP-712's own example", () => {
  test('has the published hash, and the published signature is right', () => {
    expect(hashTypedData(MAIL)).toBe(MAIL_HASH);
    const signature = toWire(sign(Buffer.from(MAIL_HASH, 'hex'), COW));
    expect(toEthereumSignature(signature)).toMatchObject({
      v: 28n,
      r: '0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d',
      s: '0x07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562',
    });
    const address = '0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826';
    expect(verifySignature(signature, { toSign: hashTypedData(MAIL), address, protocol: 'ethereum' })).toBe(true);
  });

  test('with the domain of `Example.js`, whose type has a member of its own', () => {
    const domainType = [...DOMAIN_TYPE];
    domainType.splice(3, 0, { name: 'httpOrigin', type: 'string' });
    const typedData = {
      ...MAIL,
      types: { ...MAIL.types, EIP712Domain: domainType },
      domain: { ...MAIL.domain, httpOrigin: 'https://ether-mail.eth' },
    };
    expect(hashTypedData(typedData)).toBe('a5f5fa6b05af38f2e9d2889ac36f5a4ba31e20646781d23739de458d86d6593e');
  });

  test('is the same without the type of the domain, and from JSON', () => {
    expect(hashTypedData({ ...MAIL, types: MAIL_TYPES })).toBe(MAIL_HASH);
    expect(hashTypedData(JSON.parse(JSON.stringify(MAIL)))).toBe(MAIL_HASH);
    expect(hashTypedData({ ...MAIL, domain: { ...MAIL.domain, chainId: '0x1' } })).toBe(MAIL_HASH);
    expect(hashTypedData({ ...MAIL, domain: { ...MAIL.domain, chainId: 1n } })).toBe(MAIL_HASH);
  });
});

describe('typed data of any shape', () => {
  const words = fc.constantFrom(8, 16, 32, 64, 128, 200, 256);
  const bytesOf = (length: number) =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => viem.toHex(bytes));
  const unsigned = words.chain((bits) =>
    fc.tuple(fc.constant(`uint${bits}`), fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })),
  );
  const signed = words.chain((bits) => {
    const half = 2n ** BigInt(bits - 1);
    return fc.tuple(fc.constant(`int${bits}`), fc.bigInt({ min: -half, max: half - 1n }));
  });
  const atoms: fc.Arbitrary<[string, unknown]> = fc.oneof(
    unsigned,
    signed,
    fc.tuple(fc.constant('bool'), fc.boolean()),
    fc.tuple(fc.constant('string'), fc.string({ unit: 'binary' })),
    fc.tuple(fc.constant('bytes'), fc.integer({ min: 0, max: 70 }).chain(bytesOf)),
    fc.integer({ min: 1, max: 32 }).chain((length) => fc.tuple(fc.constant(`bytes${length}`), bytesOf(length))),
    fc.tuple(
      fc.constant('address'),
      bytesOf(20).map((text) => ethers.getAddress(text)),
    ),
  );
  /** Arrays repeat one value, so that their items are of one type. */
  interface Shape {
    types: Record<string, { name: string; type: string }[]>;
    type: string;
    value: unknown;
  }
  const { shape } = fc.letrec<{ shape: Shape; struct: Shape; array: Shape }>((tie) => ({
    shape: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      atoms.map(([type, value]) => ({ types: {}, type, value })),
      tie('struct'),
      tie('array'),
    ),
    array: fc.tuple(tie('shape'), fc.integer({ min: 0, max: 3 }), fc.boolean()).map(([item, length, isFixed]) => ({
      types: item.types,
      type: `${item.type}[${isFixed && length > 0 ? length : ''}]`,
      value: Array.from({ length }, () => item.value),
    })),
    struct: fc
      .tuple(fc.array(tie('shape'), { minLength: 1, maxLength: 4 }), fc.stringMatching(/^[A-Z][a-z]{6}$/))
      .map(([members, name]) => ({
        types: Object.assign({}, ...members.map(({ types }) => types), {
          [name]: members.map(({ type }, index) => ({ name: `m${index}`, type })),
        }),
        type: name,
        value: Object.fromEntries(members.map(({ value }, index) => [`m${index}`, value])),
      })),
  }));
  const domains = fc.record(
    {
      name: fc.string(),
      version: fc.string(),
      chainId: fc.bigInt({ min: 0n, max: 2n ** 64n }),
      verifyingContract: bytesOf(20),
      salt: bytesOf(32),
    },
    { requiredKeys: ['name'] },
  );

  test('hashes as ethers, viem and micro-eth-signer have it', () => {
    const address = ethers.computeAddress(`0x${COW.toString('hex')}`);
    fc.assert(
      fc.property(shape, domains, ({ types: inner, type, value }, domain) => {
        const types = { ...inner, Root: [{ name: 'only', type }] };
        const typedData = { types, primaryType: 'Root', domain, message: { only: value } };
        const hash = hashTypedData(typedData);
        expect(`0x${hash}`).toBe(ethers.TypedDataEncoder.hash(domain, types, typedData.message));
        expect(`0x${hash}`).toBe(viem.hashTypedData(typedData as Parameters<typeof viem.hashTypedData>[0]));
        const { serialized } = toEthereumSignature(toWire(sign(Buffer.from(hash, 'hex'), COW)));
        expect(recoverAddressTyped(serialized, typedData as never)).toBe(address);
      }),
      { numRuns: scaled(25, 200) },
    );
  });

  test('types that refer to themselves and to one another', () => {
    const types = {
      Tree: [
        { name: 'label', type: 'string' },
        { name: 'children', type: 'Tree[]' },
        { name: 'owner', type: 'Zebra' },
      ],
      Zebra: [{ name: 'friends', type: 'Ant[2]' }],
      Ant: [{ name: 'weight', type: 'int8' }],
    };
    const owner = { friends: [{ weight: -1 }, { weight: 1 }] };
    const message = { label: 'a', children: [{ label: 'b', children: [], owner }], owner };
    const typedData = { types, primaryType: 'Tree', domain: { name: 'x' }, message };
    expect(`0x${hashTypedData(typedData)}`).toBe(
      viem.hashTypedData(typedData as Parameters<typeof viem.hashTypedData>[0]),
    );
  });
});

describe('what is hashed is what was shown: anything else is refused', () => {
  const of = (type: string, value: unknown): TypedData => ({
    types: { Root: [{ name: 'value', type }] },
    primaryType: 'Root',
    domain: { name: 'x' },
    message: { value },
  });

  test.each<[string, TypedData, RegExp]>([
    [
      'a missing member',
      { ...MAIL, message: { ...MAIL.message, to: { name: 'Bob' } } },
      /message\.to\.wallet is missing/,
    ],
    ['a member that is not signed', { ...MAIL, message: { ...MAIL.message, cc: 'Eve' } }, /message\.cc is no member/],
    ['a member of the domain that none has', { ...MAIL, types: MAIL_TYPES, domain: { origin: 'x' } }, /domain\.origin/],
    ['a wrong address', of('address', '0xCd2a3d9F938E13CD947Ec05AbC7FE734Df8DD826'), /message\.value .*checksum/],
    ['a number that has lost digits', of('uint256', 2 ** 53), /whole number/],
    ['a fraction', of('uint256', 1.5), /whole number/],
    ['an exponent', of('uint256', '1e18'), /whole number/],
    ['a number too large', of('uint8', 256), /out of the range of uint8/],
    ['a number too small', of('int8', -129n), /out of the range of int8/],
    ['a negative unsigned number', of('uint256', '-1'), /out of the range/],
    ['a truth that is a text', of('bool', 'false'), /true or false/],
    ['bytes too short', of('bytes4', '0x010203'), /must have 4 bytes/],
    ['bytes with an odd digit', of('bytes', '0x123'), /must be bytes/],
    ['text as bytes', of('bytes', 'hello'), /must be bytes/],
    ['half a surrogate pair', of('string', '\ud83d'), /well-formed/],
    ['a list too short', of('uint8[2]', [1]), /must have 2 items/],
    ['a hole in a list', of('uint8[]', new Array(1)), /message\.value\[0\]/],
    ['an object for a list', of('uint8[]', { 0: 1, length: 1 }), /must be a list/],
    ['null for a struct', { ...MAIL, message: { ...MAIL.message, to: null } }, /message\.to must be an object/],
    ['an alias', of('uint', 1), /unknown type/],
    ['odd bits', of('uint12', 1), /unknown type/],
    ['33 bytes', of('bytes33', '0x'), /unknown type/],
    ['a type of the prototype', of('constructor', {}), /unknown type/],
    ['a type that closes a bracket', of('uint8 a)B(uint8', 1), /unknown type/],
    [
      'a struct named as an atom',
      { ...of('bool', true), types: { bool: [], Root: [] }, primaryType: 'bool' },
      /no struct/,
    ],
    ['an unknown primary type', { ...MAIL, primaryType: 'Letter' }, /no struct "Letter"/],
    ['the domain as the message', { ...MAIL, primaryType: 'EIP712Domain' }, /not EIP712Domain/],
    ['nothing', undefined as unknown as TypedData, /must be an object/],
    ['no types', { ...MAIL, types: undefined as never }, /must be an object/],
    ['members that are none', { ...MAIL, types: { Mail: [null as never] } }, /member name/],
    [
      'a member twice',
      { ...of('bool', true), types: { Root: Array(2).fill({ name: 'value', type: 'bool' }) } },
      /repeated/,
    ],
  ])('%s', (_name, typedData, message) => {
    expect(() => hashTypedData(typedData)).toThrow(InvalidInputError);
    expect(() => hashTypedData(typedData)).toThrow(message);
  });

  test('data that contains itself ends in an error of ours', () => {
    const loop: { next: unknown[] } = { next: [] };
    loop.next.push(loop);
    const types = { Loop: [{ name: 'next', type: 'Loop[]' }] };
    expect(() => hashTypedData({ types, primaryType: 'Loop', domain: { name: 'x' }, message: loop })).toThrow(/deeper/);
  });
});
