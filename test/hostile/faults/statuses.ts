import type { Exchange, Fault } from '../fault.ts';
import { FAILED, HARMLESS, type Outcome, type Outcomes, outcomes, REFUSED } from '../outcomes.ts';
import { type Answer, answers, bytesOf, JSON_TYPE } from './answering.ts';

const HTML = { 'Content-Type': 'text/html' };
const BAD_GATEWAY = '<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>';

/** A refusal that quotes everything it was sent, as careless servers do: no error may repeat the secrets of it. */
function quoting({ request }: Exchange): string {
  const { authorization = '', ...rest } = request.headers;
  return `You sent ${authorization} and ${request.body.toString()} and ${JSON.stringify(rest)}`;
}

function refuses(name: string, status: number, outcomes: Outcomes, more: Partial<Fault> & Answer = {}): Fault {
  const { headers = JSON_TYPE, reason = 'X', ...rest } = more;
  return {
    name,
    outcomes,
    play(exchange) {
      const body = JSON.stringify({
        error: {
          code: status,
          message: quoting(exchange),
          details: [{ location: 'password', reason: quoting(exchange) }],
        },
      });
      exchange.socket.write(bytesOf({ status, reason, headers, body }));
    },
    ...rest,
  };
}

const same = (outcome: Outcome) => outcomes(outcome, outcome, outcome);
/** Refused before acting, so that even a payment may be tried again: three times in all. */
const LIMITED = { most: { read: 3, list: 3, page: 3, echo: 3, send: 3, login: 3, renewal: 3 } };
/** Twice: a 401 says that the request was not carried out, and is answered with renewed tokens, once. */
const UNAUTHORIZED = { most: { read: 2, list: 2, page: 2, echo: 2, send: 2 } };
const ONCE = { most: { read: 1, list: 1, page: 1, echo: 1 } };
const INVALID_TOKEN = 'Bearer realm="api",error="invalid_token",error_description="The access token has expired."';

/** What statuses say, in the envelope of contract 1.3 where nothing else is said. */
export const STATUSES: Fault[] = [
  refuses('every request is answered with 400', 400, REFUSED, ONCE),
  refuses('every request is answered with 401', 401, same('unauthorized'), {
    ...UNAUTHORIZED,
    headers: { ...JSON_TYPE, 'WWW-Authenticate': INVALID_TOKEN },
  }),
  refuses('every request is answered with 401, which asks for a name and a password', 401, same('unauthorized'), {
    ...UNAUTHORIZED,
    headers: { ...JSON_TYPE, 'WWW-Authenticate': 'Basic realm="x", Negotiate' },
  }),
  refuses('every request is answered with 402', 402, REFUSED, ONCE),
  refuses('every request is answered with 403', 403, REFUSED, ONCE),
  refuses('every request is answered with 404 in the envelope', 404, same('notFound'), ONCE),
  answers(
    'every request is answered with 404 in plain text',
    { status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'Not Found' },
    same('notFound'),
    ONCE,
  ),
  answers(
    'every request is answered with 404 in HTML',
    { status: 404, headers: HTML, body: '<h1>Not Found</h1>' },
    same('notFound'),
    ONCE,
  ),
  answers(
    'every request is answered with 404 as {"detail"}',
    { status: 404, body: '{"detail": "Not found."}' },
    same('notFound'),
    ONCE,
  ),
  answers('every request is answered with 404 and nothing', { status: 404 }, same('notFound'), ONCE),
  refuses('every request is answered with 405', 405, REFUSED, ONCE),
  refuses('every request is answered with 407', 407, REFUSED, {
    ...ONCE,
    headers: { ...JSON_TYPE, 'Proxy-Authenticate': 'Basic realm="x"' },
  }),
  refuses('every request is answered with 408', 408, FAILED),
  refuses('every request is answered with 409', 409, REFUSED, ONCE),
  refuses('every request is answered with 410', 410, REFUSED, ONCE),
  refuses('every request is answered with 413', 413, REFUSED, ONCE),
  refuses('every request is answered with 422', 422, REFUSED, ONCE),
  refuses('every request is answered with 425', 425, REFUSED),
  refuses('every request is answered with 431', 431, REFUSED, ONCE),
  refuses('every request is answered with 451', 451, REFUSED, ONCE),
  ...['0', '1', 'soon', '-5', '1.5', '', 'NaN', '0x10', '9'.repeat(30)].map((seconds) =>
    refuses(`every request is answered with 429 and Retry-After ${JSON.stringify(seconds)}`, 429, same('limited'), {
      ...LIMITED,
      headers: { ...JSON_TYPE, 'Retry-After': seconds },
    }),
  ),
  ...[
    ['an hour', '3600'],
    ['a year', String(365 * 24 * 3600)],
    ['the year 9999', 'Fri, 31 Dec 9999 23:59:59 GMT'],
  ].map(([what, value = '']) =>
    // No pause that outlives the call is begun.
    refuses(`every request is answered with 429 and asked to wait until ${what}`, 429, same('limited'), {
      most: { read: 1, list: 1, page: 1, echo: 1, send: 1, login: 1, renewal: 1 },
      headers: { ...JSON_TYPE, 'Retry-After': value },
    }),
  ),
  refuses('every request is answered with 429 and a date in the past', 429, same('limited'), {
    ...LIMITED,
    headers: { ...JSON_TYPE, 'Retry-After': 'Wed, 21 Oct 2015 07:28:00 GMT' },
  }),
  refuses('every request is answered with 429 and no word how long', 429, same('limited'), LIMITED),
  refuses('every request is answered with 500', 500, FAILED),
  refuses('every request is answered with 501', 501, FAILED, ONCE),
  answers('every request is answered with 502 in HTML', { status: 502, headers: HTML, body: BAD_GATEWAY }, FAILED),
  refuses('every request is answered with 503', 503, FAILED, { headers: { ...JSON_TYPE, 'Retry-After': '1' } }),
  refuses('every request is answered with 503 and asked to wait for a year', 503, FAILED, {
    ...ONCE,
    headers: { ...JSON_TYPE, 'Retry-After': '31536000' },
  }),
  refuses('every request is answered with 504', 504, FAILED),
  refuses('every request is answered with 599', 599, FAILED, ONCE),
  refuses('every request is answered with 999', 999, FAILED, ONCE),
  // No status of HTTP, so nobody knows what it says.
  refuses('every request is answered with 600', 600, FAILED, ONCE),
  refuses('every request is answered with 099', 99, FAILED, { ...ONCE, play: weirdStatus('099') }),
  refuses('every request is answered with 000', 0, FAILED, { ...ONCE, play: weirdStatus('000') }),
  {
    name: 'only the first request is answered with 503',
    outcomes: outcomes('done', 'unknown', 'connection', { renewal: 'done' }),
    most: { read: 2, list: 3, page: 2, echo: 2, renewal: 2 },
    play: ({ socket, good, turn }) => socket.write(bytesOf(turn === 1 ? { status: 503, body: '' } : good)),
  },
  {
    name: 'only the first request is answered with 429',
    outcomes: HARMLESS,
    most: { read: 2, list: 3, page: 2, echo: 2, send: 2, login: 2, renewal: 2 },
    play: ({ socket, good, turn }) =>
      socket.write(bytesOf(turn === 1 ? { status: 429, body: '', headers: { 'Retry-After': '1' } } : good)),
  },
];

function weirdStatus(status: string): (exchange: Exchange) => void {
  return ({ socket }) => socket.write(`HTTP/1.1 ${status} X\r\nContent-Length: 2\r\n\r\n{}`);
}

/** Refusals whose body is meant to confuse who reads it. The status alone decides. */
export const ODD_REFUSALS: Fault[] = [
  {
    name: 'the request id that comes back is the token or the password',
    outcomes: REFUSED,
    ...ONCE,
    play({ socket, request }) {
      const secret =
        request.headers.authorization?.replace('Bearer ', '') ??
        new URLSearchParams(request.body.toString()).get('client_secret') ??
        '';
      socket.write(bytesOf({ status: 400, headers: { 'X-UP-API-Request-ID': secret } }));
    },
  },
  ...[
    ['nothing', ''],
    ['HTML', '<h1>No</h1>'],
    ['null', 'null'],
    ['a list', '[{"error":"x"}]'],
    ['an empty object', '{}'],
    ['an error that is null', '{"error":null}'],
    ['an error that is a list', '{"error":[{"message":"no"}]}'],
    ['an error that is a number', '{"error":400}'],
    ['details that are no list', '{"error":{"message":"no","details":{"0":"x"}}}'],
    [
      'details of every kind',
      '{"error":{"message":7,"details":[null,1,"x",[],{},{"message":{}},{"__proto__":{"polluted":true}}]}}',
    ],
    [
      'members of every object',
      '{"__proto__":{"polluted":true},"constructor":"x","error":{"__proto__":{"message":"inherited"},"toString":"x"}}',
    ],
    ['a message of a million characters', JSON.stringify({ error: { message: 'x'.repeat(1_000_000) } })],
    [
      'a message of escape sequences',
      JSON.stringify({
        error: { message: '\u001b[2J\u001b]52;c;ZXZpbA==\u0007\u202eevil\u0000\r\nError: nothing happened' },
      }),
    ],
    ['broken UTF-8', '\xff\xfe{"error":'],
  ].map(([what, body = '']) =>
    answers(
      `every request is answered with 400 and ${what}`,
      { status: 400, body: Buffer.from(body, what === 'broken UTF-8' ? 'latin1' : 'utf8') },
      REFUSED,
      ONCE,
    ),
  ),
];

const REDIRECTED: Record<number, Outcomes> = {
  // "See other" is what a server says when it has carried something out; a login may be repeated.
  303: outcomes('unexpected', 'unknown', 'connection'),
};

/** Redirects to somebody else's server. Whoever follows one sends the token there, or the password. */
export const REDIRECTS: Fault[] = [300, 301, 302, 303, 304, 305, 306, 307, 308, 399].flatMap((status) => [
  redirect(
    `a redirect (${status}) leads to another server`,
    status,
    ({ thiefUrl, request }) => thiefUrl.slice(0, -1) + request.path,
  ),
  ...(status === 307 || status === 302
    ? [
        redirect(
          `a redirect (${status}) leads to another server by its path alone`,
          status,
          ({ thiefUrl }) => `//${new URL(thiefUrl).host}/`,
        ),
        redirect(`a redirect (${status}) leads to a file`, status, () => 'file:///etc/passwd'),
        redirect(`a redirect (${status}) leads to itself`, status, ({ request }) => request.path),
        redirect(`a redirect (${status}) leads nowhere`, status, () => ''),
      ]
    : []),
]);

function redirect(name: string, status: number, to: (exchange: Exchange) => string): Fault {
  return {
    name,
    outcomes: REDIRECTED[status] ?? outcomes('unexpected', 'unexpected', 'unexpected'),
    ...ONCE,
    play: (exchange) => exchange.socket.write(bytesOf({ status, headers: { Location: to(exchange) } })),
  };
}

/**
 * Bytes that nobody asked for, on a connection that may be kept. They spoil nothing where the connection is not used again, as with every
 * request that must not be repeated. Where the next read left before they came, HTTP cannot tell them from its answer: their shape does.
 */
export const UNASKED_ANSWERS: Fault[] = [
  unasked('a second answer comes with the first', 0),
  unasked('a second answer comes right after the first', 1),
  unasked('a second answer comes a moment after the first', 20),
  unasked('rubbish comes with the answer', 0, 'rubbish\r\n\r\n'),
  unasked('rubbish comes right after the answer', 1, 'rubbish\r\n\r\n'),
];

function unasked(
  name: string,
  afterMs: number,
  more: string | Buffer = bytesOf({ body: '{"poison":"POISON"}' }),
): Fault {
  return {
    name,
    outcomes: afterMs === 0 ? HARMLESS : outcomes(['done', 'connection', 'unexpected'], 'done', 'done'),
    play({ socket, good }) {
      if (afterMs === 0) socket.write(Buffer.concat([bytesOf(good), Buffer.from(more)]));
      else socket.write(bytesOf(good), () => setTimeout(() => socket.write(more), afterMs));
    },
  };
}
