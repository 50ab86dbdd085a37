import { createHash } from 'node:crypto';
import { TokenSet } from '../token-set.ts';

/** The secrets of one profile. */
export interface CredentialRecord {
  clientSecret?: string;
  /** Of the profile's client at the Investment API, which has nothing to do with the login. */
  investmentClientSecret?: string;
  tokens?: TokenSet;
}

const VERSION = 1;

/** With the secrets in it. Undefined for an empty record: nothing is to be stored. */
export function serializeRecord(record: CredentialRecord): string | undefined {
  const { clientSecret, investmentClientSecret } = record;
  if ([clientSecret, investmentClientSecret, record.tokens].every((one) => one === undefined)) return undefined;
  const tokens = record.tokens && JSON.parse(record.tokens.serialize());
  const content = { version: VERSION, clientSecret, investmentClientSecret, tokens };
  return `${JSON.stringify({ ...content, checksum: checksumOf(content) }, null, 2)}\n`;
}

/** Undefined when the text is not, to the last bit, what {@link serializeRecord} wrote. */
export function parseRecord(text: string): CredentialRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { checksum, ...content } = value as Record<string, unknown>;
    if (content.version !== VERSION || checksum !== checksumOf(content)) return undefined;
    const { clientSecret, investmentClientSecret, tokens } = content;
    return {
      ...(typeof clientSecret === 'string' && { clientSecret }),
      ...(typeof investmentClientSecret === 'string' && { investmentClientSecret }),
      ...(tokens !== undefined && { tokens: TokenSet.fromObject(tokens) }),
    };
  } catch {
    return undefined;
  }
}

/**
 * Without it one flipped bit in the name of a member would log a person out without a word, and one in the refresh token would
 * have the server refuse it and us delete it.
 */
function checksumOf(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
