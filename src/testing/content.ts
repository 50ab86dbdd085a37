import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import type { WireMessage } from './message.ts';
import type { Fields, TapeBody } from './tape.ts';

/** A body that was understood. */
export type Content =
  | { kind: 'empty' }
  | { kind: 'json'; text: string }
  | { kind: 'form'; pairs: [name: string, value: string][] }
  | { kind: 'text'; text: string }
  | { kind: 'zip'; entries: [name: string, bytes: Uint8Array][] };

/** Why a body was not understood. Its message names no content. */
export class NotUnderstood extends Error {}

/** @throws {NotUnderstood} an unknown type, an unknown or broken encoding, or a body that is not what it says */
export function readContent({ headers, body: onWire }: WireMessage): Content {
  const body = decompress(onWire, headers['content-encoding']);
  if (body.length === 0) return { kind: 'empty' };
  const [type = '', charset] = contentType(headers['content-type']);
  if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset))
    throw new NotUnderstood(`its charset is ${charset}`);
  if (type === 'application/zip') return { kind: 'zip', entries: readZip(body) };
  if (type === '') throw new NotUnderstood('it has no content type');
  const known =
    /^application\/(.+\+)?json$/.test(type) || /^(text\/(plain|html)|application\/x-www-form-urlencoded)$/.test(type);
  if (!known) throw new NotUnderstood(`its content type is ${type}`);
  const text = readText(body, type);
  if (type.endsWith('json')) return { kind: 'json', text: assertJson(text, type) };
  if (isJsonContainer(text)) throw new NotUnderstood(`it says ${type} and is JSON`);
  return type.startsWith('text/') ? { kind: 'text', text } : { kind: 'form', pairs: readForm(text) };
}

/** As it stands on a tape. */
export function toTapeBody(content: Content, zip: (entries: [string, Uint8Array][]) => Uint8Array): TapeBody {
  switch (content.kind) {
    case 'empty':
      return {};
    case 'json':
      return isSameAgain(content.text) ? { json: JSON.parse(content.text) } : { text: content.text };
    case 'form':
      return { form: toFields(content.pairs) };
    case 'text':
      return { text: content.text };
    case 'zip':
      return { base64: Buffer.from(zip(content.entries)).toString('base64') };
  }
}

/** What a tape's body was on the wire, once decompressed. */
export function toBytes(body: TapeBody): Buffer {
  if ('json' in body) return Buffer.from(JSON.stringify(body.json));
  if (body.text !== undefined) return Buffer.from(body.text);
  if (body.base64 !== undefined) return Buffer.from(body.base64, 'base64');
  if (body.form === undefined) return Buffer.alloc(0);
  const pairs = Object.entries(body.form).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );
  return Buffer.from(new URLSearchParams(pairs).toString());
}

export function toFields(pairs: Iterable<readonly [string, string]>): Fields {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of pairs) {
    const before = fields.get(name);
    if (Array.isArray(before)) before.push(value);
    else fields.set(name, before === undefined ? value : [before, value]);
  }
  return Object.fromEntries(fields);
}

/** An object or a list; a text that is a number or a quoted word is a text all the same. */
export function isJsonContainer(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @throws {NotUnderstood} */
export function readZip(bytes: Uint8Array): [name: string, bytes: Uint8Array][] {
  try {
    return Object.entries(unzipSync(bytes));
  } catch {
    throw new NotUnderstood('it says application/zip and is none');
  }
}

function contentType(header: string | undefined): [type: string, charset?: string] {
  const [type = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim());
  const charset = parameters
    .map((part) => /^charset="?([^"]*)"?$/i.exec(part)?.[1])
    .find((found) => found !== undefined);
  return charset === undefined ? [type.toLowerCase()] : [type.toLowerCase(), charset];
}

const DECOMPRESS: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  identity: (bytes) => bytes,
};

function decompress(body: Uint8Array, header: string | undefined): Uint8Array {
  if (header === undefined || body.length === 0) return body;
  // The last one was applied last.
  const codings = header
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .reverse();
  return codings.reduce((bytes, coding) => {
    const decode = DECOMPRESS[coding];
    if (!decode) throw new NotUnderstood(`its content encoding is ${coding}`);
    try {
      return decode(bytes);
    } catch {
      throw new NotUnderstood(`it says ${coding} and is not`);
    }
  }, body);
}

function readText(body: Uint8Array, type: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new NotUnderstood(`it says ${type} and is not UTF-8`);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x08\x0e-\x1a]/.test(text)) throw new NotUnderstood(`it says ${type} and is binary`);
  return text;
}

function assertJson(text: string, type: string): string {
  try {
    JSON.parse(text);
  } catch {
    throw new NotUnderstood(`it says ${type} and is not`);
  }
  return text;
}

function readForm(text: string): [string, string][] {
  const decode = (part: string) => {
    try {
      return decodeURIComponent(part.replaceAll('+', ' '));
    } catch {
      throw new NotUnderstood('it says application/x-www-form-urlencoded and is not');
    }
  };
  // What never stands in a form: a line break, a blank or an angle bracket is some other text.
  if (/[\s<>]/.test(text)) throw new NotUnderstood('it says application/x-www-form-urlencoded and is not');
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at === -1 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
    });
}

function isSameAgain(text: string): boolean {
  return JSON.stringify(JSON.parse(text)) === text;
}
