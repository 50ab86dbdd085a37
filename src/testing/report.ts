import { type AskedRequest, type Bindings, compare, type Difference } from './compare.ts';
import { isPlaceholder } from './placeholder.ts';
import { secretKindOf } from './secret-names.ts';
import type { Exchange, Fields, TapeRequest } from './tape.ts';

/** Method, path and query; at a secret's place stands a tape's placeholder, or what kind of secret it is. */
export function describeRequest({ method, path, query = {} }: Pick<TapeRequest, 'method' | 'path' | 'query'>): string {
  return `${method} ${path}${describeQuery(query)}`;
}

function describeQuery(query: Fields): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => {
      const kind = isPlaceholder(each) ? undefined : secretKindOf(name);
      return [name, kind === undefined ? each : `(${kind})`];
    }),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

export function describeMissing(
  name: string,
  asked: AskedRequest,
  all: readonly Exchange[],
  left: ReadonlySet<Exchange>,
  bindings: Bindings,
): string {
  const title = `The tape "${name}" does not have this request, or not this often:\n  ${describeRequest(asked)}`;
  const [nearest] = all
    .map((exchange, index) => ({ exchange, index, ...compare(exchange.request, asked, bindings) }))
    .map((each) => ({ ...each, weight: weigh(each.differences) + (left.has(each.exchange) ? 0 : USED) }))
    .sort((a, b) => a.weight - b.weight);
  if (!nearest) return `${title}\nIt has no request at all.`;
  const { exchange, index, differences } = nearest;
  const used = left.has(exchange) ? '' : ', which was answered before';
  const lines = differences.map(({ at, tape, asked: other }) => `  ${at}: the tape has ${tape}, the request ${other}`);
  return [
    title,
    `The nearest is number ${index + 1}${used}:`,
    `  ${describeRequest(exchange.request)}`,
    ...(lines.length > 0 ? ['They differ in', ...lines] : []),
  ].join('\n');
}

export function describeNotYet(name: string, asked: AskedRequest, before: readonly Exchange[]): string {
  const names = before.map(({ request }) => `  ${describeRequest(request)}`);
  return `On the tape "${name}" this request comes later:\n  ${describeRequest(asked)}\nBefore it has to come\n${names.join('\n')}`;
}

/** One that is still to come is more likely meant than one that was answered, unless it differs in more than one thing. */
const USED = 1.5;

/** Another path is another request; another value in a body is nearly the same. */
function weigh(differences: readonly Difference[]): number {
  return differences.reduce((sum, { at, tape, asked }) => {
    if (at === 'path') return sum + 10 * (1 - likeness(tape, asked)) + 5;
    return sum + (at === 'method' ? 8 : 1);
  }, 0);
}

/** How much of the two paths is alike, 0 to 1, segment by segment. */
function likeness(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  const same = left.filter((segment, index) => segment === right[index]).length;
  return same / Math.max(left.length, right.length);
}
