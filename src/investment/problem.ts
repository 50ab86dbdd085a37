import { type HttpResponse, parseJson, quoteServerText } from '../transport/index.ts';

/** What an answer of RFC 9457 says (contract 6). Texts are cleaned of control characters and of our own secrets. */
export interface Problem {
  /** As sent: a URL such as `https://docs.upvest.co/errors/not_found`, or a bare name. Undefined when the body has none. */
  type?: string;
  /** Last segment of `type`, with one spelling for `unauthorised` and `unauthorized`: the former. */
  code?: string;
  title?: string;
  detail?: string;
  instance?: string;
  /** The body's; the HTTP status counts. */
  status?: number;
  /** The body's `request_id`. */
  requestId?: string;
  /** Members beyond those of the contract. */
  members: Readonly<Record<string, unknown>>;
}

const TEXTS = ['type', 'title', 'detail', 'instance'] as const;
const KNOWN = new Set<string>([...TEXTS, 'status', 'request_id']);

/** Never throws: a gateway may answer HTML or nothing (contract 6). @param secrets never to be quoted */
export function readProblem(response: HttpResponse, secrets: readonly string[]): Problem {
  const body = parseJson(response.body);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { members: {} };
  const fields = body as Record<string, unknown>;
  const unknown = Object.fromEntries(Object.entries(fields).filter(([name]) => !KNOWN.has(name)));
  const problem: Problem = { members: withoutSecrets(unknown, secrets) as Record<string, unknown> };
  for (const name of TEXTS) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') problem[name] = quoteServerText(value, secrets);
  }
  if (typeof fields.status === 'number') problem.status = fields.status;
  if (typeof fields.request_id === 'string') problem.requestId = quoteServerText(fields.request_id, secrets, 100);
  const code = problem.type?.split('/').at(-1);
  if (code) problem.code = code === 'unauthorized' ? 'unauthorised' : code;
  return problem;
}

/** The header first, then the body (contract 6). */
export function requestIdOf(response: HttpResponse, problem?: Problem): string | undefined {
  const header = response.headers['upvest-request-id'];
  return header === undefined ? problem?.requestId : quoteServerText(header, [], 100);
}

/** A wrong signature is not cured by a new token (contract 6). */
export function isWrongSignature(response: HttpResponse): boolean {
  return response.status === 401 && /^signature is incorrect/i.test(readProblem(response, []).detail ?? '');
}

function withoutSecrets(value: unknown, secrets: readonly string[], depth = 0): unknown {
  if (typeof value === 'string') return quoteServerText(value, secrets, 2000);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 8) return undefined;
  if (Array.isArray(value)) return value.map((entry) => withoutSecrets(entry, secrets, depth + 1));
  const entries = Object.entries(value).map(([name, entry]) => [
    quoteServerText(name, secrets),
    withoutSecrets(entry, secrets, depth + 1),
  ]);
  return Object.fromEntries(entries);
}
