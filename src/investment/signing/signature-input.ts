import { parseDictionary } from 'structured-headers';
import { SignatureError } from './errors.ts';
import type { SignatureParameters } from './signature-base.ts';

/** The `signature-input` and `signature` of a received request, taken apart. */
export interface ReceivedSignature extends Omit<SignatureParameters, 'nonce'> {
  components: string[];
  nonce: string | undefined;
  /** The value of `@signature-params`, byte for byte as received. */
  parameters: string;
  signature: Uint8Array;
}

/**
 * Reads both headers as structured fields (RFC 8941), whatever the order of the parameters (contract 8).
 *
 * @throws {SignatureError} `missing` or `malformed`.
 */
export function readSignature(headers: ReadonlyMap<string, string>): ReceivedSignature {
  const inputText = headers.get('signature-input');
  const signatureText = headers.get('signature');
  if (inputText === undefined || signatureText === undefined) {
    throw new SignatureError('missing', 'The request is not signed: signature or signature-input is missing.');
  }
  const input = onlyMember(inputText, 'signature-input');
  const signature = onlyMember(signatureText, 'signature');
  if (input.label !== signature.label) {
    throw malformed('signature and signature-input have different labels');
  }
  const [value] = signature.member;
  if (!(value instanceof ArrayBuffer)) throw malformed('signature is not a byte sequence');
  const [items, parameters] = input.member;
  if (!Array.isArray(items)) throw malformed('signature-input is not a list of components');
  return {
    components: readComponents(items),
    keyId: readText(parameters.get('keyid'), 'keyid'),
    created: readSeconds(parameters.get('created'), 'created'),
    expires: parameters.has('expires') ? readSeconds(parameters.get('expires'), 'expires') : undefined,
    nonce: parameters.has('nonce') ? readText(parameters.get('nonce'), 'nonce') : undefined,
    parameters: inputText.slice(input.label.length + 1),
    signature: new Uint8Array(value),
  };
}

/** SHA-512 digest of a `content-digest` header, in base64. @throws {SignatureError} `malformed` */
export function readSha512Digest(header: string): string {
  const [value] = parse(header, 'content-digest').get('sha-512') ?? [];
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('base64');
  throw malformed('content-digest has no sha-512');
}

function onlyMember(text: string, name: string) {
  const [entry, ...others] = parse(text, name);
  if (!entry || others.length > 0) throw malformed(`${name} does not hold exactly one signature`);
  return { label: entry[0], member: entry[1] };
}

function parse(text: string, name: string) {
  try {
    return parseDictionary(text);
  } catch {
    throw malformed(`${name} is not a structured field`);
  }
}

function readComponents(items: readonly unknown[]): string[] {
  const names = items.map((item) => {
    const [name, parameters] = item as [unknown, Map<string, unknown>];
    if (typeof name === 'string' && parameters.size === 0) return name;
    throw malformed('a covered component is not a plain name');
  });
  if (new Set(names).size !== names.length) throw malformed('a component is covered twice');
  return names;
}

function readText(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw malformed(`${name} is missing or is no text`);
}

function readSeconds(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw malformed(`${name} is missing or is no whole number`);
}

function malformed(why: string): SignatureError {
  return new SignatureError('malformed', `The signature headers cannot be used: ${why}.`);
}
