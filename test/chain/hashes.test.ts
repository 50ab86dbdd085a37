import { createHash } from 'node:crypto';
import * as ethers from 'ethers';
import fc from 'fast-check';
import * as viem from 'viem';
import { describe, expect, test } from 'vitest';
import { hashMessage, keccak256, sha256 } from '../../src/chain/index.ts';
import { InvalidInputError } from '../../src/errors.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('hashes are 64 hex digits, as toSign takes them', () => {
  test('of published messages', () => {
    // The example of ethers' documentation and of its many ports.
    expect(hashMessage('Hello World')).toBe('a1de988600a42c4b4ab089b619297c17d53cffae5d5120d82d8a92d0bb3b78f2');
    // The example of ex_web3_ec_recover.
    expect(hashMessage('hello world')).toBe('d9eba16ed0ecae432b71fe008c98cc872bb4cc214d3220a36f365326cf807d68');
    // The yellow paper's KEC(()), and FIPS 180-4's "abc".
    expect(keccak256(utf8(''))).toBe('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
    expect(sha256(utf8('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test('EIP-191 as ethers and viem compute it, for text and for bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (text, bytes) => {
        expect(`0x${hashMessage(text)}`).toBe(ethers.hashMessage(text));
        expect(`0x${hashMessage(text)}`).toBe(viem.hashMessage(text));
        expect(`0x${hashMessage(bytes)}`).toBe(ethers.hashMessage(bytes));
        expect(hashMessage(text)).toBe(hashMessage(utf8(text)));
        expect(`0x${keccak256(bytes)}`).toBe(viem.keccak256(bytes));
        expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
      { numRuns: 60 },
    );
  });

  test('a text of hex digits is text, not bytes', () => {
    expect(hashMessage('0xdeadbeef')).not.toBe(hashMessage(Uint8Array.of(0xde, 0xad, 0xbe, 0xef)));
    expect(`0x${hashMessage('0xdeadbeef')}`).toBe(ethers.hashMessage('0xdeadbeef'));
  });

  test('what has no certain bytes is refused', () => {
    expect(() => hashMessage('half a \ud83d pair')).toThrow(InvalidInputError);
    for (const value of [undefined, null, 5, {}, [1, 2]]) {
      expect(() => hashMessage(value as unknown as string)).toThrow(InvalidInputError);
      expect(() => keccak256(value as unknown as Uint8Array)).toThrow(InvalidInputError);
      expect(() => sha256(value as unknown as Uint8Array)).toThrow(InvalidInputError);
    }
    expect(() => keccak256('abc' as unknown as Uint8Array)).toThrow(InvalidInputError);
  });
});
