import { InvalidInputError } from '../../errors.ts';

/** Ordered pairs, or a plain record. The order given is the order signed. */
export type HeadersInput = readonly (readonly [name: string, value: string])[] | Readonly<Record<string, string>>;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What no HTTP stack sends, and what would forge lines of the signature base: every control character but the tab. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

/**
 * Names in lower case, values without outer blanks, in the order given (contract 7.3).
 *
 * @param repeated what to do with a name that comes twice: refuse it in what we send; join it, as HTTP has it, in what we receive
 * @throws {InvalidInputError} two names that differ in case only; a name or value that cannot be sent, CR, LF and NUL first
 *   of all. Names the header, never its value.
 */
export function readHeaders(input: HeadersInput, repeated: 'refuse' | 'join' = 'refuse'): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [givenName, givenValue] of isPairs(input) ? input : Object.entries(input)) {
    if (typeof givenName !== 'string' || !TOKEN.test(givenName)) {
      throw new InvalidInputError('A header has a name that cannot be sent.', {
        hint: 'Header names are letters, digits and hyphens.',
      });
    }
    const name = givenName.toLowerCase();
    if (typeof givenValue !== 'string' || UNSENDABLE.test(givenValue)) {
      throw new InvalidInputError(`The header ${name} has a value that cannot be sent.`, {
        hint: 'Header values are text without line breaks and control characters; encode anything beyond Latin-1.',
      });
    }
    const earlier = headers.get(name);
    if (earlier !== undefined && repeated === 'refuse') {
      throw new InvalidInputError(`The header ${name} is given twice.`, {
        hint: 'Names that differ in upper and lower case only are the same header: give it once.',
      });
    }
    const value = stripOuterBlanks(givenValue);
    headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return headers;
}

/** Space and tab at both ends; HTTP does not carry them (contract 7.3). */
export function stripOuterBlanks(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) start += 1;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

const UNCOVERED_PREFIXES = ['cf-', 'cdn-', 'cookie', 'x-', 'priority', 'upvest-signature', 'sec-'];
const UNCOVERED_NAMES = new Set([
  'user-agent',
  'accept-encoding',
  'connection',
  'host',
  'transfer-encoding',
  'te',
  'expect',
  'keep-alive',
]);

/** Whether a header takes part in the signature. @param name in lower case */
export function isCovered(name: string): boolean {
  return !UNCOVERED_NAMES.has(name) && !UNCOVERED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

function isPairs(input: HeadersInput): input is readonly (readonly [string, string])[] {
  return Array.isArray(input);
}
