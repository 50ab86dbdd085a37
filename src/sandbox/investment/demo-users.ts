import { createHash, randomUUID } from 'node:crypto';
import { badRequest, InvestmentProblem, jsonResponse, notFound } from './problem.ts';
import type { ReceivedRequest } from './received-request.ts';

interface DemoUser {
  id: string;
  first_name: string;
  last_name: string;
  status: 'ACTIVE';
}

const DEMO_USERS = 250;
/** Made by requests; then no more are. */
const MOST_CREATED = 10_000;
const FIRST_NAMES = ['Ada', 'Jürgen', 'Nilam', 'Zoë', 'Tomás'];

/** `/users`: a list with `offset` and `limit` to page through, and a POST that an idempotency key protects. */
export class DemoUsers {
  readonly #users: DemoUser[] = Array.from({ length: DEMO_USERS }, (_, index) => ({
    id: stableUuid(index),
    first_name: FIRST_NAMES[index % FIRST_NAMES.length] ?? '',
    last_name: `Testfall ${index + 1}`,
    status: 'ACTIVE',
  }));
  readonly #created = new Map<string, DemoUser>();

  list({ query }: ReceivedRequest): Response {
    const parameters = new URLSearchParams(query);
    const offset = readNumber(parameters.get('offset'), 0, Number.MAX_SAFE_INTEGER);
    const limit = readNumber(parameters.get('limit'), 100, 1000);
    const data = this.#users.slice(offset, offset + limit);
    const meta = {
      offset,
      limit,
      count: data.length,
      total_count: this.#users.length,
      sort: 'created_at',
      order: 'ASC',
    };
    return jsonResponse(200, { meta, data });
  }

  retrieve(id: string): Response {
    const user = this.#users.find((candidate) => candidate.id === id);
    if (!user) throw notFound();
    return jsonResponse(200, user);
  }

  /** The same idempotency key gives the same user, not another one. */
  create({ headers, body }: ReceivedRequest): Response {
    const key = headers.get('idempotency-key') ?? '';
    if (!this.#created.has(key) && this.#created.size >= MOST_CREATED) {
      throw new InvestmentProblem(429, 'too_many_requests', 'Too many requests', 'The sandbox holds no more users.');
    }
    const user = this.#created.get(key) ?? this.#add(body);
    this.#created.set(key, user);
    return jsonResponse(201, user);
  }

  #add(body: Buffer): DemoUser {
    const { first_name, last_name } = readNames(body);
    const user: DemoUser = { id: randomUUID(), first_name, last_name, status: 'ACTIVE' };
    this.#users.push(user);
    return user;
  }
}

function readNames(body: Buffer): { first_name: string; last_name: string } {
  try {
    const { first_name, last_name } = JSON.parse(body.toString('utf8'));
    if (typeof first_name === 'string' && typeof last_name === 'string') return { first_name, last_name };
  } catch {
    // Answered below, like a body of the wrong shape.
  }
  throw badRequest('invalid_request', 'The body needs first_name and last_name.');
}

function readNumber(text: string | null, absent: number, max: number): number {
  if (text === null) return absent;
  if (/^\d{1,15}$/.test(text) && Number(text) <= max) return Number(text);
  throw badRequest('invalid_request', 'offset and limit must be whole numbers, limit at most 1000.');
}

function stableUuid(index: number): string {
  const hex = createHash('sha256').update(`demo user ${index}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
