import type { Fault } from './fault.ts';
import { HEAVY_JSON, ODD_JSON, UNREADABLE_BODIES, WRONG_SHAPES } from './faults/bodies.ts';
import { BROKEN_CONNECTIONS, SLOW_ANSWERS, UNREACHABLE_PLACES } from './faults/connections.ts';
import { BAD_HTTP, LARGE_ANSWERS, ODD_HTTP } from './faults/http.ts';
import { LISTS_ASTRAY } from './faults/lists.ts';
import { ODD_REFUSALS, REDIRECTS, STATUSES, UNASKED_ANSWERS } from './faults/statuses.ts';
import { TOKEN_ANSWERS, TOKEN_REFUSALS } from './faults/token-answers.ts';

/** Everything that a server, a network or an attacker between the two can do to a request, and what must come of it. */
export const FAULTS: readonly Fault[] = [
  ...UNREACHABLE_PLACES,
  ...BROKEN_CONNECTIONS,
  ...SLOW_ANSWERS,
  ...BAD_HTTP,
  ...ODD_HTTP,
  ...LARGE_ANSWERS,
  ...UNREADABLE_BODIES,
  ...WRONG_SHAPES,
  ...HEAVY_JSON,
  ...ODD_JSON,
  ...STATUSES,
  ...ODD_REFUSALS,
  ...REDIRECTS,
  ...UNASKED_ANSWERS,
  ...LISTS_ASTRAY,
  ...TOKEN_ANSWERS,
  ...TOKEN_REFUSALS,
];

export function faultNamed(name: string): Fault {
  const found = FAULTS.find((fault) => fault.name === name);
  if (!found) throw new Error(`There is no fault "${name}".`);
  return found;
}
