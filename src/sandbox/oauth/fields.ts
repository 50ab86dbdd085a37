/** The fields of a token request (contract 2.1); an empty one is an absent one (contract 2.2). */
export type TokenFields = ReadonlyMap<string, string>;

const FIELD_NAMES = ['grant_type', 'client_id', 'client_secret', 'username', 'password', 'scope', 'refresh_token'];

export interface ParsedFields {
  fields: TokenFields;
  /** A field that was sent twice, which RFC 6749 section 3.2 forbids; undefined in a good request. */
  duplicate: string | undefined;
}

/** A body of another media type has no fields: JSON ends as a missing `grant_type` (contract 2.2). */
export function parseTokenFields(body: string, contentType: string | undefined): ParsedFields {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  const form = new URLSearchParams(mediaType === 'application/x-www-form-urlencoded' ? body : '');
  const fields = new Map<string, string>();
  let duplicate: string | undefined;
  for (const name of FIELD_NAMES) {
    const values = form.getAll(name);
    if (values.length > 1) duplicate ??= name;
    const value = values[0];
    if (value !== undefined && value !== '') fields.set(name, value);
  }
  return { fields, duplicate };
}

/** HTTP Basic for the client pair, which the vendor's server took besides the body form (contract 2.1). */
export function withBasicCredentials(fields: TokenFields, authorization: string | undefined): TokenFields {
  const match = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '');
  const pair = Buffer.from(match?.[1] ?? '', 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) return fields;
  // RFC 6749 section 2.3.1: both halves are form-encoded.
  const decode = (half: string): string => new URLSearchParams(`v=${half.replaceAll('&', '%26')}`).get('v') ?? '';
  const merged = new Map(fields);
  merged.set('client_id', decode(pair.slice(0, colon)));
  merged.set('client_secret', decode(pair.slice(colon + 1)));
  return merged;
}

/**
 * The OAuth library takes RFC 6749's character sets literally and so refuses, for one, a password that has an emoji
 * beside a letter. Between the endpoint and the model the fields travel percent-encoded, which no rule refuses.
 */
export function encodeField(value: string): string {
  return encodeURIComponent(value);
}

export function decodeField(field: string): string {
  return decodeURIComponent(field);
}
