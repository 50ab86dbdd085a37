import { zipSync } from 'fflate';
import { type Content, isJsonContainer, NotUnderstood, readZip } from './content.ts';
import { type JsonPath, rewriteJson } from './json-text.ts';
import { type SecretKind, secretKindAt, secretKindOf } from './secret-names.ts';

/** Sees one text and, where its name says that it is secret, of what kind. Answers with what is to stand there. */
export type Visit = (text: string, kind: SecretKind | undefined) => string;

/** An exchange whose bodies were understood. */
export interface ReadExchange {
  request: {
    method: string;
    /** As on the wire. */
    path: string;
    query: [name: string, value: string][];
    headers: Record<string, string>;
    content: Content;
  };
  response: { status: number; headers: Record<string, string>; content: Content };
}

/** Shows every text of the exchange in the order in which it went over the wire: names, values, what is inside of others, all of it. */
export function mapExchange({ request, response }: ReadExchange, visit: Visit): ReadExchange {
  return {
    request: mapRequest(request, visit),
    response: mapResponse(response, visit),
  };
}

export function mapRequest(request: ReadExchange['request'], visit: Visit): ReadExchange['request'] {
  return {
    method: request.method,
    headers: mapHeaders(request.headers, visit),
    path: visit(request.path, undefined),
    query: mapPairs(request.query, visit),
    content: mapContent(request.content, visit),
  };
}

export function mapResponse(response: ReadExchange['response'], visit: Visit): ReadExchange['response'] {
  return {
    status: response.status,
    headers: mapHeaders(response.headers, visit),
    content: mapContent(response.content, visit),
  };
}

function mapHeaders(headers: Record<string, string>, visit: Visit): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, mapHeader(name, value, visit)]));
}

function mapHeader(name: string, value: string, visit: Visit): string {
  const kind = secretKindOf(name);
  if (kind === 'authorization') return mapAuthorization(value, visit);
  if (kind === 'cookie') return mapCookies(name, value, visit);
  return visit(value, kind);
}

/** `Bearer <token>` or `Basic <id:secret>`; of any other scheme all is secret. */
function mapAuthorization(value: string, visit: Visit): string {
  const [, scheme = '', credentials = value] = /^(\S+)\s+(.*)$/.exec(value) ?? [];
  if (/^bearer$/i.test(scheme)) return `${scheme} ${visit(credentials, 'access-token')}`;
  if (!/^basic$/i.test(scheme)) return `${scheme} ${visit(credentials, 'authorization')}`.trim();
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  const at = pair.indexOf(':');
  if (at === -1) return `${scheme} ${visit(credentials, 'authorization')}`;
  // RFC 6749 section 2.3.1: both were encoded as in a form before.
  const secret = visit(decodeForm(pair.slice(at + 1)), 'client-secret');
  return `${scheme} ${Buffer.from(`${visit(pair.slice(0, at), undefined)}:${secret}`).toString('base64')}`;
}

function mapCookies(name: string, value: string, visit: Visit): string {
  const mapPair = (pair: string) =>
    pair.replace(/^([^=;]*=)([^;]*)/, (_, start: string, secret: string) => start + visit(secret, 'cookie'));
  // Only the first pair of a Set-Cookie is one; what follows are attributes.
  return name === 'cookie' ? value.split('; ').map(mapPair).join('; ') : value.split('\n').map(mapPair).join('\n');
}

function mapPairs(pairs: readonly [string, string][], visit: Visit): [string, string][] {
  return pairs.map(([name, value]) => [visit(name, undefined), mapValue(value, [name], visit)]);
}

function mapContent(content: Content, visit: Visit): Content {
  switch (content.kind) {
    case 'empty':
      return content;
    case 'json':
      return { kind: 'json', text: mapJson(content.text, [], visit) };
    case 'form':
      return { kind: 'form', pairs: mapPairs(content.pairs, visit) };
    case 'text':
      return { kind: 'text', text: visit(content.text, undefined) };
    case 'zip':
      return { kind: 'zip', entries: mapZip(content.entries, visit) };
  }
}

function mapJson(text: string, above: JsonPath, visit: Visit): string {
  return rewriteJson(text, {
    key: (name) => visit(name, undefined),
    string: (value, path) => mapValue(value, [...above, ...path], visit),
    number: (digits, path) => {
      // A number somewhere below a secret name says how a key was made; one that is the field itself may be a PIN.
      const shown = visit(digits, secretKindOf(path.at(-1) ?? ''));
      return shown === digits ? undefined : JSON.stringify(shown);
    },
  });
}

/** A value may be JSON or a zip in itself. */
function mapValue(value: string, path: JsonPath, visit: Visit): string {
  if (value.startsWith('UEsD')) {
    const entries = mapZip(readZip(Buffer.from(value, 'base64')), visit);
    return Buffer.from(writeZip(entries)).toString('base64');
  }
  return isJsonContainer(value) ? mapJson(value, path, visit) : visit(value, secretKindAt(path));
}

/** Zip knows no time before 1980 and no zone; with one fixed time neither matters. */
const ENTRY_TIME = new Date(1980, 0, 1);

/** Not compressed, so that the same entries are the same bytes whatever version of whatever library writes them. */
export function writeZip(entries: readonly [name: string, bytes: Uint8Array][]): Uint8Array {
  return zipSync(Object.fromEntries(entries), { level: 0, mtime: ENTRY_TIME });
}

/** The zip of contract 3.8. @throws {NotUnderstood} anything else in it */
function mapZip(entries: readonly [string, Uint8Array][], visit: Visit): [string, Uint8Array][] {
  return entries
    .filter(([name]) => !name.endsWith('/'))
    .map(([name, bytes]) => [visit(name, undefined), mapEntry(name, Buffer.from(bytes), visit)]);
}

function mapEntry(name: string, bytes: Buffer, visit: Visit): Uint8Array {
  const text = bytes.toString('utf8');
  const [, ending] = /\.([a-z]+)$/i.exec(name) ?? [];
  switch (ending?.toLowerCase()) {
    case 'png':
      return Buffer.from(visit(bytes.toString('base64'), 'qr-picture'), 'base64');
    case 'txt':
      return Buffer.from(visit(assertText(text, bytes), 'bip38-key'));
    case 'svg':
      return Buffer.from(visit(assertText(text, bytes), 'qr-code'));
    case 'json':
      if (!isJsonContainer(assertText(text, bytes))) throw new NotUnderstood('there is broken JSON in its zip');
      return Buffer.from(mapJson(text, name === 'metadata.json' ? [] : ['keystore_file'], visit));
    default:
      throw new NotUnderstood('there is a file of an unknown kind in its zip');
  }
}

function assertText(text: string, bytes: Buffer): string {
  if (!Buffer.from(text).equals(bytes)) throw new NotUnderstood('there is a file in its zip that is not UTF-8');
  return text;
}

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
