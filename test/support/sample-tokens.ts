import { TokenSet, type TokenSetValues } from '../../src/index.ts';

/** Distinct, recognisable and harmless. */
export function sampleTokens(name: string, more: Partial<TokenSetValues> = {}): TokenSet {
  return new TokenSet({
    baseUrl: 'https://api.example/1.0/',
    clientId: 'client',
    username: 'someone',
    accessToken: `access-${name}`,
    refreshToken: `refresh-${name}`,
    scope: ['read'],
    issuedAt: 1_000,
    expiresAt: 36_001_000,
    ...more,
  });
}
