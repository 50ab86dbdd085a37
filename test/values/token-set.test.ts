import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInputError, TokenSet, type TokenSetValues } from '../../src/index.ts';
import { printed, secretsIn } from '../support/printed.ts';
import { scaled } from '../support/scale.ts';

const ACCESS = 'sentinel-access-token-93d1';
const REFRESH = 'sentinel-refresh-token-77ab';
const values: TokenSetValues = {
  baseUrl: 'https://api.upvest.test/1.0/',
  clientId: 'client',
  username: 'ada',
  accessToken: ACCESS,
  refreshToken: REFRESH,
  scope: ['read', 'write'],
  issuedAt: 1_000_000,
  expiresAt: 1_600_000,
};

const anyTokenSet = fc.record({
  baseUrl: fc.webUrl(),
  clientId: fc.string({ unit: 'binary' }),
  username: fc.string({ unit: 'binary' }),
  accessToken: fc.string({ minLength: 1 }),
  refreshToken: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  scope: fc.array(fc.string()),
  issuedAt: fc.nat(),
  expiresAt: fc.option(fc.nat(), { nil: undefined }),
});

describe('a token set keeps its secrets to itself', () => {
  test('no way of printing or copying it shows a token', () => {
    expect(secretsIn(printed(new TokenSet(values)), [ACCESS, REFRESH])).toEqual([]);
    expect(secretsIn(printed({ deep: [{ tokens: new TokenSet(values) }] }), [ACCESS, REFRESH])).toEqual([]);
  });

  test('the same search finds them in a plain object and in a class with ordinary members', () => {
    class Plain {
      #hidden = ACCESS;
      get accessToken() {
        return this.#hidden;
      }
    }
    expect(secretsIn(printed({ ...values }), [ACCESS, REFRESH])).toEqual([ACCESS, REFRESH]);
    expect(secretsIn(printed(new Plain()), [ACCESS])).toEqual([ACCESS]);
  });

  test('what is no secret is still seen when it is printed', () => {
    for (const text of [inspect(new TokenSet(values)), JSON.stringify(new TokenSet(values))]) {
      expect(text).toContain('ada');
      expect(text).toContain('[redacted]');
    }
  });

  test('whoever asks for the tokens by name gets them', () => {
    expect(new TokenSet(values).accessToken).toBe(ACCESS);
    expect(new TokenSet(values).refreshToken).toBe(REFRESH);
  });

  test('its scopes cannot be widened from outside', () => {
    const scope = ['read'];
    const tokens = new TokenSet({ ...values, scope });
    scope.push('write');
    expect(() => (tokens.scope as string[]).push('write')).toThrow(TypeError);
    expect(tokens.scope).toEqual(['read']);
  });
});

describe('a stored session', () => {
  test('is read back as it was, whatever is in it', () => {
    fc.assert(
      fc.property(anyTokenSet, (any) => {
        const tokens = new TokenSet(any);
        const again = TokenSet.parse(tokens.serialize());
        expect(again.equals(tokens)).toBe(true);
        expect(again.toJSON()).toEqual(tokens.toJSON());
        expect(tokens.serialize()).not.toContain('\n');
      }),
    );
  });

  test('that was cut, mixed up or edited is refused with one error that quotes nothing of it', () => {
    const text = new TokenSet(values).serialize();
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), fc.string({ unit: 'binary' }), (from, length, inserted) => {
        const mutated = text.slice(0, from) + inserted + text.slice(from + length);
        let error: unknown;
        try {
          TokenSet.parse(mutated);
        } catch (thrown) {
          error = thrown;
        }
        if (error === undefined) return;
        expect(error).toBeInstanceOf(InvalidInputError);
        expect(printed(error)).not.toMatch(/sentinel|ada"|access-tok/);
      }),
      { numRuns: scaled(700, 20_000) },
    );
  });

  test('JSON.parse alone would quote the token in its message', () => {
    let message = '';
    try {
      JSON.parse(new TokenSet(values).serialize().replace(`"${REFRESH}`, REFRESH));
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain('sentin');
  });

  const stored = JSON.parse(new TokenSet(values).serialize());
  test.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '42'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['another version', JSON.stringify({ ...stored, version: 2 })],
    ['no version', JSON.stringify({ ...stored, version: undefined })],
    ['a token that is a number', JSON.stringify({ ...stored, accessToken: 5 })],
    ['a refresh token that is null', JSON.stringify({ ...stored, refreshToken: null })],
    ['an end that is a text', JSON.stringify({ ...stored, expiresAt: '1600000' })],
    ['an end without end', JSON.stringify(stored).replace('"expiresAt":1600000', '"expiresAt":1e999')],
    ['a scope that is a text', JSON.stringify({ ...stored, scope: 'read write' })],
    ['a scope with a number', JSON.stringify({ ...stored, scope: ['read', 1] })],
    ['members of a prototype', `{"__proto__":${JSON.stringify(stored)}}`],
    ['nesting without end', '['.repeat(200_000)],
  ])('of %s is refused', (_what, text) => {
    expect(() => TokenSet.parse(text)).toThrow(InvalidInputError);
  });

  test.each([[undefined], [null], [7], [Symbol('x')], [{}]])('that is %o instead of a text is refused', (value) => {
    expect(() => TokenSet.parse(value as string)).toThrow(InvalidInputError);
  });
});

describe('a token is handed out only while it will last for the call', () => {
  const lasting = (lifeMs: number) => new TokenSet({ ...values, issuedAt: 0, expiresAt: lifeMs });

  test.each([
    [36_000_000, 60_000],
    [600_000, 60_000],
    [599_990, 59_999],
    [10_000, 1_000],
    [0, 0],
    [-5_000, 0],
  ])('with a life of %i ms the leeway is %i ms', (lifeMs, leewayMs) => {
    expect(lasting(lifeMs).leewayMs).toBe(leewayMs);
  });

  test('it is fresh until exactly the leeway before its end', () => {
    expect(lasting(600_000).isFresh(539_999)).toBe(true);
    expect(lasting(600_000).isFresh(540_000)).toBe(false);
  });

  test('a token without a known end is fresh for ever', () => {
    expect(new TokenSet({ ...values, expiresAt: undefined }).isFresh(Number.MAX_SAFE_INTEGER)).toBe(true);
  });
});

test('tokens belong to one API, one client and, when asked, one user', () => {
  const tokens = new TokenSet(values);
  const { baseUrl, clientId } = values;
  expect(tokens.belongsTo({ baseUrl, clientId })).toBe(true);
  expect(tokens.belongsTo({ baseUrl, clientId, username: 'ada' })).toBe(true);
  expect(tokens.belongsTo({ baseUrl, clientId, username: 'bob' })).toBe(false);
  expect(tokens.belongsTo({ baseUrl: 'https://evil.test/1.0/', clientId })).toBe(false);
  expect(tokens.belongsTo({ baseUrl, clientId: 'other' })).toBe(false);
});
