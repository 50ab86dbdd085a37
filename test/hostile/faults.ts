import type { Fault } from './fault.ts';
import { HEAVY_JSON, ODD_JSON, UNREADABLE_BODIES, WRONG_SHAPES } from './faults/bodies.ts';
import { BROKEN_CONNECTIONS, SLOW_ANSWERS, UNREACHABLE_PLACES } from './faults/connections.ts';
import { BAD_HTTP, LARGE_ANSWERS, ODD_HTTP } from './faults/http.ts';
import { LISTS_ASTRAY } from './faults/lists.ts';
import { ODD_REFUSALS, REDIRECTS, STATUSES, UNASKED_ANSWERS } from './faults/statuses.ts';
import { ODD_THINGS, WRONG_SIGNATURES } from './faults/things.ts';
import { TOKEN_ANSWERS, TOKEN_REFUSALS } from './faults/token-answers.ts';

/** By what they are about. */
export const FAULT_GROUPS: Readonly<Record<string, readonly Fault[]>> = {
  'there is no connection': UNREACHABLE_PLACES,
  'the connection breaks': BROKEN_CONNECTIONS,
  'the answer takes for ever': SLOW_ANSWERS,
  'the answer is bad HTTP': BAD_HTTP,
  'the answer is odd HTTP': ODD_HTTP,
  'the answer is too large': LARGE_ANSWERS,
  'the body cannot be read': UNREADABLE_BODIES,
  'the shape is wrong': WRONG_SHAPES,
  'the JSON is heavy': HEAVY_JSON,
  'the JSON is odd': ODD_JSON,
  'the status is no success': STATUSES,
  'the refusal is odd': ODD_REFUSALS,
  'the answer leads elsewhere': REDIRECTS,
  'more comes than was asked for': UNASKED_ANSWERS,
  'the list leads astray': LISTS_ASTRAY,
  'the signature is wrong': WRONG_SIGNATURES,
  'the thing is odd': ODD_THINGS,
  'the token answer is odd': TOKEN_ANSWERS,
  'the token is refused': TOKEN_REFUSALS,
};

/** Everything that a server, a network or an attacker between the two can do to a request, and what must come of it. */
export const FAULTS: readonly Fault[] = Object.values(FAULT_GROUPS).flat();

export function faultNamed(name: string): Fault {
  const found = FAULTS.find((fault) => fault.name === name);
  if (!found) throw new Error(`There is no fault "${name}".`);
  return found;
}
