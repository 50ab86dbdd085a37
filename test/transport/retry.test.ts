import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRetryAfterMs, retryDelayMs, shouldRetry } from '../../src/transport/retry.ts';

const NOW = Date.UTC(2026, 0, 15, 12);

describe('money moves once: what may have been carried out is never sent again', () => {
  const failed = { attempt: 1, maxAttempts: 3 };

  test.each([400, 401, 403, 404, 408, 409, 422, 425, 500, 502, 503, 504, 599])(
    'a request that must not be repeated is not, after status %i',
    (status) => {
      expect(shouldRetry({ ...failed, repeatable: false, status })).toBe(false);
    },
  );

  test('nor when it was sent and no answer came', () => {
    expect(shouldRetry({ ...failed, repeatable: false, sent: true })).toBe(false);
  });

  test('it is sent again when it never left, or when the server refused it before acting', () => {
    expect(shouldRetry({ ...failed, repeatable: false, sent: false })).toBe(true);
    expect(shouldRetry({ ...failed, repeatable: false, status: 429 })).toBe(true);
  });

  test.each([408, 425, 429, 500, 502, 503, 504])('a read is repeated after the transient status %i', (status) => {
    expect(shouldRetry({ ...failed, repeatable: true, status })).toBe(true);
  });

  test.each([200, 400, 401, 403, 404, 409, 422, 501, 505])('a read is not repeated after status %i', (status) => {
    expect(shouldRetry({ ...failed, repeatable: true, status })).toBe(false);
  });

  test('the number of attempts is the most general limit', () => {
    for (const sent of [true, false]) {
      expect(shouldRetry({ attempt: 3, maxAttempts: 3, repeatable: true, sent })).toBe(false);
    }
    expect(shouldRetry({ attempt: 3, maxAttempts: 3, repeatable: true, status: 429 })).toBe(false);
  });
});

describe('Retry-After', () => {
  test.each([
    ['0', 0],
    ['1', 1_000],
    [' 120 ', 120_000],
    ['31536000', 31_536_000_000],
    ['Thu, 15 Jan 2026 12:00:30 GMT', 30_000],
    ['Thursday, 15-Jan-26 12:00:30 GMT', 30_000],
    ['Thu Jan 15 12:00:30 2026 GMT', 30_000],
    ['Thu, 15 Jan 2026 11:00:00 GMT', 0],
    ['Fri, 15 Jan 2027 12:00:00 GMT', 365 * 86_400_000],
  ])('%j is %i ms', (header, ms) => {
    expect(parseRetryAfterMs(header, NOW)).toBe(ms);
  });

  test.each([
    [undefined],
    [''],
    ['-5'],
    ['+5'],
    ['1.5'],
    ['1e3'],
    ['0x10'],
    ['soon'],
    ['Thu'],
    ['Thu, 99 Foo'],
    ['５'],
    ['5, 5'],
    ['99999999999'],
    ['2026-01-15T12:00:30Z'],
  ])('%j loses its timing and nothing else', (header) => {
    expect(parseRetryAfterMs(header, NOW)).toBeUndefined();
  });

  test('Date.parse alone would read a negative number as a date of the past', () => {
    expect(Number.isNaN(Date.parse('-5'))).toBe(false);
  });

  test('whatever a server writes, the pause is a finite number that is not negative, or unknown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.date().map(String), fc.integer().map(String)), (header) => {
        const ms = parseRetryAfterMs(header, NOW);
        expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true);
      }),
    );
  });

  test.each([
    ['Thu Jan 15 12:00:30 2026', 30_000],
    ['Thursday, 15-Jan-26 12:00:30 GMT', 30_000],
  ])('the obsolete date form %j is GMT in every time zone', (header, ms) => {
    const zone = process.env.TZ;
    try {
      for (const TZ of ['UTC', 'America/New_York', 'Asia/Kolkata']) {
        process.env.TZ = TZ;
        expect(parseRetryAfterMs(header, NOW)).toBe(ms);
      }
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });
});

describe('without a word of the server', () => {
  test('the pauses double from 300 ms and end at 8 s', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 60].map((attempt) => retryDelayMs(attempt, undefined, 1))).toEqual([
      300, 600, 1_200, 2_400, 4_800, 8_000, 8_000, 8_000,
    ]);
  });

  test('they are spread over their second half', () => {
    expect([0, 0.5, 1].map((random) => retryDelayMs(1, undefined, random))).toEqual([150, 225, 300]);
  });

  test('what the server asked for is neither spread nor cut', () => {
    expect(retryDelayMs(5, 0, 0)).toBe(0);
    expect(retryDelayMs(1, 60_000, 0)).toBe(60_000);
  });
});
