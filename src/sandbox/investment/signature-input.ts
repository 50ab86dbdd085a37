import { signatureIsIncorrect } from './problem.ts';

export interface SignatureInput {
  label: string;
  components: string[];
  keyId: string;
  created: number;
  expires: number | undefined;
  nonce: string;
  /** Everything behind the label's equals sign, byte for byte. */
  params: string;
}

const MEMBER =
  /^([a-z*][a-z0-9_.*-]*)=(\(("[^"\\]*"(?: "[^"\\]*")*)?\)((?:;[a-z][a-z0-9_-]*=(?:-?\d{1,15}|"[^"\\]*"))*))$/;
const PARAMETER = /;([a-z][a-z0-9_-]*)=(?:(-?\d+)|"([^"\\]*)")/g;

/** Reads the profile that the Investment API writes (contract investment 7.5), parameters in any order. */
export function parseSignatureInput(text: string | undefined): SignatureInput {
  const [, label, params, list, tail] = MEMBER.exec(text ?? '') ?? [];
  if (label === undefined || params === undefined || list === undefined) throw signatureIsIncorrect();
  const components = list.split(' ').map((quoted) => quoted.slice(1, -1));
  if (new Set(components).size !== components.length) throw signatureIsIncorrect();
  const numbers = new Map<string, number>();
  const texts = new Map<string, string>();
  for (const [, name = '', number, quoted] of (tail ?? '').matchAll(PARAMETER)) {
    if (numbers.has(name) || texts.has(name)) throw signatureIsIncorrect();
    if (number === undefined) texts.set(name, quoted ?? '');
    else numbers.set(name, Number(number));
  }
  const keyId = texts.get('keyid');
  const nonce = texts.get('nonce');
  const created = numbers.get('created');
  if (!keyId || !nonce || created === undefined) throw signatureIsIncorrect();
  return { label, components, keyId, created, expires: numbers.get('expires'), nonce, params };
}

/** The bytes of a header `label=:base64:` with that label and nothing else in it. */
export function parseByteSequence(text: string | undefined, label: string): Buffer {
  const prefix = `${label}=:`;
  const encoded = text?.startsWith(prefix) && text.endsWith(':') ? text.slice(prefix.length, -1) : '';
  if (!/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)) throw signatureIsIncorrect();
  return Buffer.from(encoded, 'base64');
}
