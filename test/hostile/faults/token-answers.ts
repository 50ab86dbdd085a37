import type { Fault } from '../fault.ts';
import { HARMLESS, type Outcomes, outcomes } from '../outcomes.ts';
import { answers, bytesOf, changes } from './answering.ts';

const only = ['login', 'renewal'] as const;
const tokenOutcomes = (login: Parameters<typeof outcomes>[2], renewal = login) =>
  outcomes('done', 'done', login, { renewal });
const NO_TOKEN = tokenOutcomes('unexpected');

/** One member of the answer replaced; `undefined` leaves it out. */
function member(name: string, what: string, value: unknown, outcomes: Outcomes = HARMLESS): Fault {
  return changes(`${name} is ${what}`, (good) => JSON.stringify({ ...good, [name]: value }), outcomes, { only });
}

/** Text that JSON.stringify would not write. */
function written(name: string, value: string, outcomes: Outcomes = HARMLESS): Fault {
  return changes(
    `${name} is ${value.length > 40 ? 'an integer of 256 bits' : value}`,
    (good) => JSON.stringify({ ...good, [name]: 'HERE' }).replace('"HERE"', value),
    outcomes,
    { only },
  );
}

const BIG = (2n ** 256n).toString();

/** Successes of the token endpoint. Only a bearer token that can be used is insisted on: at a renewal the old ones are dead by now. */
export const TOKEN_ANSWERS: Fault[] = [
  member('access_token', 'missing', undefined, NO_TOKEN),
  member('access_token', 'null', null, NO_TOKEN),
  member('access_token', 'a number', 4711, NO_TOKEN),
  member('access_token', 'empty', '', NO_TOKEN),
  member('access_token', 'a list', ['abc'], NO_TOKEN),
  member('access_token', 'an object', { toString: 'abc' }, NO_TOKEN),
  member('access_token', 'two lines', 'abc\r\nX-Evil: 1', NO_TOKEN),
  member('access_token', 'two words', 'abc def', NO_TOKEN),
  member('access_token', 'beyond ASCII', 'töken', NO_TOKEN),
  member('access_token', 'a million characters', 'x'.repeat(1_000_000), NO_TOKEN),
  member('token_type', 'missing', undefined),
  member('token_type', 'null', null),
  member('token_type', 'in capitals', 'BEARER'),
  member('token_type', 'mac', 'mac', NO_TOKEN),
  member('token_type', 'DPoP', 'DPoP', NO_TOKEN),
  member('token_type', 'Basic', 'Basic', NO_TOKEN),
  member('token_type', 'empty', '', NO_TOKEN),
  member('token_type', 'a number', 7, NO_TOKEN),
  member('token_type', 'an object', {}, NO_TOKEN),
  ...[undefined, null, 0, -1, -36_000, 0.5, 1e15, '', 'soon', '3600', '-1', '1e9', true, [], [3600], {}].map((value) =>
    member('expires_in', JSON.stringify(value) ?? 'missing', value),
  ),
  written('expires_in', BIG),
  written('expires_in', '1e400'),
  written('expires_in', '-1e400'),
  written('expires_in', '1e-300'),
  written('expires_in', 'NaN', NO_TOKEN),
  ...[undefined, null, 0, '', {}, [], 'two words', 'a\r\nb', 'x'.repeat(1_000_000)].map((value) =>
    member(
      'refresh_token',
      typeof value === 'string' && value.length > 40 ? 'a million characters' : (JSON.stringify(value) ?? 'missing'),
      value,
    ),
  ),
  member('scope', 'missing', undefined),
  member('scope', 'null', null),
  member('scope', 'a number', 7),
  member('scope', 'a list', ['read', 'write']),
  member('scope', 'an object', {}),
  // A call that needs what was not granted is not sent.
  ...[
    ['fewer than asked', 'read'],
    ['others than asked', 'admin root everything'],
    ['empty', ''],
    ['full of escape sequences', 'read \u001b[2J\u202e \u0000 write'],
    ['a million characters', 'read '.repeat(200_000)],
  ].map(([what = '', value]) => member('scope', what, value, tokenOutcomes('done', ['done', 'scope']))),
  changes(
    'the token is there twice, the second time as null',
    (good) => `${JSON.stringify(good).slice(0, -1)},"access_token":null}`,
    NO_TOKEN,
    { only },
  ),
  changes(
    'the token is there twice, the first time as null',
    (good) => `{"access_token":null,${JSON.stringify(good).slice(1)}`,
    HARMLESS,
    { only },
  ),
  changes(
    'an id_token is there as well',
    (good) => JSON.stringify({ ...good, id_token: 'a.b.c', token_endpoint: 'https://evil.test/' }),
    HARMLESS,
    { only },
  ),
  changes('a success says error', (good) => JSON.stringify({ ...good, error: 'invalid_grant' }), HARMLESS, { only }),
  answers('a success is an error', { body: '{"error":"invalid_grant"}' }, NO_TOKEN, { only }),
];

/** RFC 6749 section 5.2, and what goes by the same name. */
export const TOKEN_REFUSALS: Fault[] = [
  refusal(401, 'invalid_grant', tokenOutcomes('login', 'expired')),
  refusal(400, 'invalid_grant', tokenOutcomes('login', 'expired')),
  ...[
    'invalid_request',
    'invalid_client',
    'unauthorized_client',
    'unsupported_grant_type',
    'invalid_scope',
    'slow_down',
    'constructor',
    '__proto__',
    '\u001b[2Jinvalid_grant',
  ].map((code) => refusal(code === 'invalid_client' ? 401 : 400, code, tokenOutcomes('login'))),
  refusal(500, 'invalid_grant', tokenOutcomes('connection')),
  refusal(503, 'temporarily_unavailable', tokenOutcomes('connection')),
  refusal(302, 'invalid_grant', NO_TOKEN),
  refusal(429, 'invalid_grant', tokenOutcomes('limited'), { most: { login: 3, renewal: 3 } }),
  refusal(403, { error: 'invalid_grant' }, tokenOutcomes('refused')),
  refusal(403, ['invalid_grant'], tokenOutcomes('refused')),
  refusal(403, 7, tokenOutcomes('refused')),
  refusal(401, null, tokenOutcomes('unauthorized')),
];

function refusal(status: number, error: unknown, outcomes: Outcomes, more: Partial<Fault> = {}): Fault {
  return {
    name: `the token endpoint answers ${status} and the error ${JSON.stringify(error)}`,
    outcomes,
    only,
    play({ socket, request }) {
      const description = `You sent ${request.body.toString()}\u001b[31m\r\nand all is well`;
      socket.write(
        bytesOf({
          status,
          body: JSON.stringify({ error, error_description: description, error_uri: 'https://evil.test/' }),
        }),
      );
    },
    ...more,
  };
}
