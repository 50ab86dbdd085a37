import { TokenSet } from '../token-set.ts';

/** The secrets of one profile. */
export interface CredentialRecord {
  clientSecret?: string;
  tokens?: TokenSet;
}

const VERSION = 1;

/** With the secrets in it. Undefined for an empty record: nothing is to be stored. */
export function serializeRecord(record: CredentialRecord): string | undefined {
  if (record.clientSecret === undefined && record.tokens === undefined) return undefined;
  const tokens = record.tokens && JSON.parse(record.tokens.serialize());
  return `${JSON.stringify({ version: VERSION, clientSecret: record.clientSecret, tokens }, null, 2)}\n`;
}

/** Undefined when the text is not what {@link serializeRecord} writes. */
export function parseRecord(text: string): CredentialRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { version, clientSecret, tokens } = value as Record<string, unknown>;
    if (version !== VERSION || (clientSecret !== undefined && typeof clientSecret !== 'string')) return undefined;
    return {
      ...(clientSecret !== undefined && { clientSecret }),
      ...(tokens !== undefined && { tokens: TokenSet.fromObject(tokens) }),
    };
  } catch {
    return undefined;
  }
}
