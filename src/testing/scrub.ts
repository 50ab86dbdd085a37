import { NotUnderstood, readContent, toFields, toTapeBody } from './content.ts';
import { TapeError } from './errors.ts';
import { nameOf, type WireExchange, type WireMessage, type WireRequest } from './message.ts';
import { Place } from './place.ts';
import { Secrets } from './secrets.ts';
import { type Exchange, type Tape, type TapeHeader, writeTape } from './tape.ts';
import { mapExchange, mapRequest, mapResponse, type ReadExchange, writeZip } from './walk.ts';

export interface ScrubOptions {
  /** Part of the file's name. */
  name: string;
  header: Omit<TapeHeader, 'baseUrl' | 'apiVersion' | 'against'> & { against: string | undefined };
  /** What to write in the place of the recorded one. */
  baseUrl: string | undefined;
  secrets: readonly string[];
}

/**
 * Makes a tape of what was on the wire. All secrets are known before the first text is replaced, since one answer may hold what only the next
 * request shows to be a secret. Then the tape is searched once more: nothing is trusted to have worked.
 *
 * @throws {TapeError} `recording_refused`
 */
export function toTape(wire: readonly WireExchange[], options: ScrubOptions): Tape {
  try {
    return makeTape(wire, options);
  } catch (error) {
    // JSON in a thousand layers, or more text than an expression can be tried on.
    if (!(error instanceof RangeError)) throw error;
    throw new TapeError(
      'recording_refused',
      'Nothing was written: a message is too large or too deep to be searched for secrets.',
      'Record a story without it.',
    );
  }
}

function makeTape(wire: readonly WireExchange[], { name, header, baseUrl, secrets: named }: ScrubOptions): Tape {
  const place = new Place(wire, baseUrl);
  const read = wire.map((exchange) => readExchange(exchange, place));
  const secrets = new Secrets(named);
  for (const [index, exchange] of read.entries()) collect(exchange, secrets, wire[index]?.request);
  const scrubbed = read.map((exchange) => mapExchange(exchange, secrets.replace));
  const exchanges = scrubbed
    .map((exchange) => mapExchange(exchange, (text) => place.rewrite(text)))
    .map((exchange, index) => toExchange(assertClean(exchange, secrets, wire[index]?.request)));
  const tape: Tape = {
    header: {
      format: header.format,
      story: header.story,
      against: header.against ?? place.baseUrl,
      at: header.at,
      apiVersion: place.apiVersion,
      baseUrl: place.baseUrl,
    },
    exchanges,
  };
  assertHeaderClean({ ...tape.header, name }, secrets);
  assertNoneLeft(writeTape(tape), secrets.values());
  return tape;
}

/** Others differ from run to run, say nothing to a client, or are secret. */
const REQUEST_HEADERS = /^(authorization|content-type|x-up-api-key)$/;
const RESPONSE_HEADERS =
  /^(allow|cache-control|content-disposition|content-type|link|location|pragma|retry-after|www-authenticate|x?-?ratelimit-.+)$/;

function readExchange({ request, response }: WireExchange, place: Place): ReadExchange {
  return {
    request: {
      method: request.method,
      path: place.pathOf(request.url),
      query: [...request.url.searchParams],
      headers: request.headers,
      content: understand(request, 'request', request),
    },
    response: {
      status: response.status,
      headers: response.headers,
      content: understand(response, 'answer', request),
    },
  };
}

/** What is packed into a body is opened here for the first time. */
function collect({ request, response }: ReadExchange, secrets: Secrets, wire: WireRequest | undefined): void {
  const looks = {
    request: () => mapRequest(request, secrets.collect),
    answer: () => mapResponse(response, secrets.collect),
  };
  for (const [what, look] of Object.entries(looks)) {
    try {
      look();
    } catch (error) {
      throw wire ? refused(error, what, wire) : error;
    }
  }
}

function understand(message: WireMessage, what: string, request: WireRequest) {
  try {
    return readContent(message);
  } catch (error) {
    throw refused(error, what, request);
  }
}

function refused(error: unknown, what: string, request: WireRequest): unknown {
  if (!(error instanceof NotUnderstood)) return error;
  return new TapeError(
    'recording_refused',
    `Nothing was written: the ${what} of ${nameOf(request)} was not understood, ${error.message}.`,
    'What cannot be read may hold secrets that cannot be seen.',
  );
}

function toExchange({ request, response }: ReadExchange): Exchange {
  const { method, path, query, content } = request;
  return {
    request: {
      method,
      path,
      ...(query.length > 0 && { query: toFields(query) }),
      ...only(request.headers, REQUEST_HEADERS),
      ...toTapeBody(content, writeZip),
    },
    response: {
      status: response.status,
      ...only(response.headers, RESPONSE_HEADERS),
      ...toTapeBody(response.content, writeZip),
    },
  };
}

function only(headers: Record<string, string>, wanted: RegExp): { headers?: Record<string, string> } {
  const kept = Object.entries(headers).filter(([name]) => wanted.test(name));
  return kept.length === 0 ? {} : { headers: Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Headers that are not written are not looked at: a password may well be a part of one's date. */
function assertClean(exchange: ReadExchange, secrets: Secrets, request: WireRequest | undefined): ReadExchange {
  const { request: sent, response } = exchange;
  const written = {
    request: { ...sent, headers: only(sent.headers, REQUEST_HEADERS).headers ?? {} },
    response: { ...response, headers: only(response.headers, RESPONSE_HEADERS).headers ?? {} },
  };
  return mapExchange(written, (text, kind) => {
    const left = secrets.leftIn(text, kind);
    if (left !== undefined) throw untellable(left, request && nameOf(request));
    return text;
  });
}

function assertHeaderClean(header: TapeHeader & { name: string }, secrets: Secrets): void {
  for (const [name, value] of Object.entries(header)) {
    const left = typeof value === 'string' ? secrets.leftIn(value) : undefined;
    if (left !== undefined) throw untellable(left, `the tape's ${name}`);
  }
}

function untellable(kind: string, where = 'the tape'): TapeError {
  return new TapeError(
    'recording_refused',
    `Nothing was written: a secret (${kind}) would have been left in ${where}. It is too short or too common to be told from other text.`,
    'Record with an account whose password and secrets are long: twelve characters that are no word are enough.',
  );
}

/** The last look, at the very bytes, and by other means than the first. */
function assertNoneLeft(text: string, secrets: readonly string[]): void {
  const lower = text.toLowerCase();
  for (const secret of secrets) {
    const bytes = Buffer.from(secret);
    const spellings = [
      secret,
      encodeURIComponent(secret.replace(/\p{Surrogate}/gu, '\ufffd')),
      new URLSearchParams({ '': secret }).toString().slice(1),
      JSON.stringify(secret).slice(1, -1),
      bytes.toString('hex'),
    ].map((spelling) => spelling.toLowerCase());
    const left =
      spellings.some((spelling) => lower.includes(spelling)) || base64Cores(bytes).some((core) => text.includes(core));
    if (left) {
      throw new TapeError(
        'recording_refused',
        'Nothing was written: the finished tape still held a secret, which is a defect of upvest-wallet/testing.',
        'Please report it: with the endpoint, and without the secret.',
      );
    }
  }
}

/** What of the base64 does not depend on what stands before and after, for each of the three ways to stand. */
function base64Cores(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const core = encoded.slice(before === 0 ? 0 : before + 1, -1);
    return core.length < 8 ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
