import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatUnits } from '../../src/amount.ts';
import { formatAmount, InvalidInputError, parseAmount } from '../../src/index.ts';

const exponents = fc.integer({ min: 0, max: 30 });
const quantities = fc.bigInt({ min: 0n, max: 2n ** 256n });

/** What many wallets do; kept here to show that these tests notice it. */
const naiveParse = (text: string, exponent: number) => BigInt(Math.round(Number(text) * 10 ** exponent));

describe('amounts are exact', () => {
  test('what is written is read back, for every exponent from 0 to 30 and every quantity up to 2^256', () => {
    fc.assert(
      fc.property(quantities, exponents, (amount, exponent) => {
        expect(parseAmount(formatAmount({ amount, exponent }), exponent)).toBe(amount);
        expect(formatAmount({ amount: String(amount), exponent })).toBe(formatAmount({ amount, exponent }));
      }),
      { numRuns: 2_000 },
    );
  });

  test('floating point, the naive way, does not survive the same check', () => {
    const check = fc.check(
      fc.property(quantities, exponents, (amount, exponent) => {
        expect(naiveParse(formatAmount({ amount, exponent }), exponent)).toBe(amount);
      }),
    );
    expect(check.failed).toBe(true);
  });

  test('a decimal text stands for its digits and nothing else', () => {
    const digits = fc.stringMatching(/^\d{1,78}$/);
    fc.assert(
      fc.property(digits, fc.stringMatching(/^\d{0,30}$/), exponents, (whole, fraction, exponent) => {
        fc.pre(fraction.length <= exponent);
        const text = fraction === '' ? whole : `${whole}.${fraction}`;
        const expected = BigInt(whole) * 10n ** BigInt(exponent) + BigInt(fraction.padEnd(exponent, '0') || '0');
        expect(parseAmount(text, exponent)).toBe(expected);
      }),
    );
  });

  test('a written amount has no needless zeros, one digit before the point, and its symbol', () => {
    fc.assert(
      fc.property(quantities, exponents, (amount, exponent) => {
        expect(formatUnits(amount, exponent)).toMatch(/^(0|[1-9]\d*)(\.\d*[1-9])?$/);
      }),
    );
  });

  test.each([
    ['0.1', 18, 100000000000000000n],
    ['0', 18, 0n],
    ['00.10', 2, 10n],
    ['1', 0, 1n],
    ['115792089237316195423570985008687907853269984665640564039457.584007913129639936', 18, 2n ** 256n],
    ['9007199254740993', 0, 9007199254740993n],
    ['0.29', 2, 29n],
    ['1.005', 3, 1005n],
  ])('%s with %i decimals is %s', (text, exponent, amount) => {
    expect(parseAmount(text, exponent)).toBe(amount);
  });

  test.each([
    [{ amount: '100000000000000000', exponent: 18, symbol: 'ETH' }, '0.1 ETH'],
    [{ amount: '0', exponent: 18, symbol: 'ETH' }, '0 ETH'],
    [{ amount: '1000', exponent: 0 }, '1000'],
    [{ amount: 1n, exponent: 30 }, '0.000000000000000000000000000001'],
    [{ amount: '000100', exponent: 2 }, '1'],
    [{ amount: 2n ** 256n, exponent: 0 }, (2n ** 256n).toString()],
  ])('%o is written as %s', (value, text) => {
    expect(formatAmount(value)).toBe(text);
  });
});

describe('what is no amount is refused, never guessed', () => {
  test.each([
    ['-1'],
    ['+1'],
    ['1e3'],
    ['1E3'],
    ['0x10'],
    [''],
    [' 1'],
    ['1 '],
    ['1\n'],
    ['\u00a01'],
    ['1,5'],
    ['1,000.00'],
    ['1_000'],
    ["1'000"],
    ['1.'],
    ['.5'],
    ['1..5'],
    ['1.5.5'],
    ['.'],
    ['Infinity'],
    ['NaN'],
    ['1n'],
    ['١٢'],
    ['１２'],
    ['1\u0660'],
    ['1\u200b'],
    ['½'],
    ['1 ETH'],
    ['1'.repeat(1_001)],
    ['1'.repeat(10_000_000)],
  ])('%.30j', (text) => {
    expect(() => parseAmount(text, 18)).toThrow(InvalidInputError);
  });

  test('anything but digits with at most one point in between is refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!/^[0-9]+(\.[0-9]+)?$/.test(text));
        expect(() => parseAmount(text, 30)).toThrow(InvalidInputError);
      }),
      { numRuns: 2_000 },
    );
  });

  test('more decimals than the asset has are refused, even zeros, where rounding would send another amount', () => {
    expect(() => parseAmount('0.123', 2)).toThrow(/3 decimals; the asset has 2/);
    expect(() => parseAmount('1.0', 0)).toThrow(InvalidInputError);
    expect(() => parseAmount('1.00', 1)).toThrow(InvalidInputError);
    expect(naiveParse('0.129', 2)).toBe(13n);
  });

  test.each([[0.1], [1], [1n], [null], [undefined], [{}], [['1']], [Object('1')]])('%o is no text', (value) => {
    expect(() => parseAmount(value as string, 18)).toThrow(InvalidInputError);
  });

  test.each([[-1], [1.5], [256], [Number.NaN], [Infinity], ['18'], [null], [undefined], [18n]])(
    'the exponent %o is refused',
    (exponent) => {
      expect(() => parseAmount('1', exponent as number)).toThrow(InvalidInputError);
      expect(() => formatAmount({ amount: '1', exponent: exponent as number })).toThrow(InvalidInputError);
    },
  );

  test.each([
    ['-1'],
    ['1.5'],
    [''],
    [' 1'],
    ['1e3'],
    ['0x1'],
    [1],
    [1e21],
    [-1n],
    [null],
    [undefined],
    [['5']],
    ['１'],
  ])('the quantity %o cannot be written', (amount) => {
    expect(() => formatAmount({ amount: amount as string, exponent: 2 })).toThrow(InvalidInputError);
  });

  test('a refusal of a huge text is short', () => {
    for (const text of ['x'.repeat(1_000_000), `1.${'0'.repeat(900)}`]) {
      expect(() => parseAmount(text, 18)).toThrow(
        expect.objectContaining({ message: expect.stringMatching(/^.{1,150}$/s) }),
      );
    }
  });

  test('a hostile text is refused in no time', () => {
    const startedAt = performance.now();
    expect(() => parseAmount(`${'1'.repeat(20_000_000)}x`, 18)).toThrow(InvalidInputError);
    expect(() => formatAmount({ amount: `${'0'.repeat(2_000_000)}x`, exponent: 18 })).toThrow(InvalidInputError);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
