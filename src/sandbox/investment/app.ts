import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { AccessTokens } from './access-tokens.ts';
import { DemoUsers } from './demo-users.ts';
import { NonceBook } from './nonce-book.ts';
import type { InvestmentAppOptions } from './options.ts';
import { badRequest, forbidden, InvestmentProblem, jsonResponse, notFound, problemResponse } from './problem.ts';
import { type ReceivedRequest, receive } from './received-request.ts';
import { type CheckedSignature, SignatureCheck, TOKEN_PATH } from './signature-check.ts';

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-5][0-9a-f]{3}-?[089ab][0-9a-f]{3}-?[0-9a-f]{12}$/i;
const ALLOWED_ACCEPT = new Set(['application/json', 'application/pdf']);

/** `bodyBytes`: set by the app it is mounted in, when that has read the body. */
type InvestmentEnv = { Bindings: HttpBindings; Variables: { bodyBytes?: Uint8Array } };

/** Where there is something of the Investment API. */
export const INVESTMENT_PATHS: readonly string[] = ['/auth/*', '/users', '/users/*', '/echo', '/echo/*', '/statement'];

/**
 * A piece of the Investment API (contract investment 2, 5, 6, 7.8): `/auth/token`; `/users` to page through; `/echo…`, which
 * answers what was received and signed; `/statement`, a PDF. Written apart from the client.
 *
 * @param paths what it answers; mounted in an app, it leaves that app the others
 */
export function createInvestmentApp(
  options: InvestmentAppOptions,
  paths: readonly string[] = ['*'],
): Hono<InvestmentEnv> {
  const app = new Hono<InvestmentEnv>();
  const api = new InvestmentApi(options);
  for (const path of paths) {
    app.all(path, async (context) =>
      api.answer(await receive(context.req.raw, context.env?.incoming, context.get('bodyBytes'))),
    );
  }
  return app;
}

class InvestmentApi {
  readonly #signatures: SignatureCheck;
  readonly #tokens: AccessTokens;
  readonly #users = new DemoUsers();

  constructor({ clients, clock, tokenTtlSeconds = 3600 }: InvestmentAppOptions) {
    const now = () => (clock?.now() ?? Date.now()) / 1000;
    this.#signatures = new SignatureCheck(clients, new NonceBook(), now);
    this.#tokens = new AccessTokens(tokenTtlSeconds, now);
  }

  async answer(request: ReceivedRequest): Promise<Response> {
    try {
      return this.#serve(request);
    } catch (error) {
      if (error instanceof InvestmentProblem) return problemResponse(error);
      return problemResponse(
        new InvestmentProblem(500, 'internal_server_error', 'Internal error', 'A bug in the sandbox.'),
      );
    }
  }

  #serve(request: ReceivedRequest): Response {
    const { headers, path } = request;
    if (!headers.has('upvest-client-id')) throw badRequest('missing_client_id', 'upvest-client-id is missing.');
    const signed = this.#signatures.run(request);
    if (!ALLOWED_ACCEPT.has(headers.get('accept') ?? '')) {
      throw new InvestmentProblem(
        406,
        'not_acceptable',
        'Not acceptable',
        'Accept application/json or application/pdf.',
      );
    }
    if (path === TOKEN_PATH) return this.#token(request, signed);
    const scopes = this.#tokens.scopesOf(headers.get('authorization'), signed.client.clientId);
    return this.#route(request, signed, scopes);
  }

  #token({ method, headers, body }: ReceivedRequest, { client }: CheckedSignature): Response {
    if (method !== 'POST') throw methodNotAllowed();
    if (headers.get('content-type') !== 'application/x-www-form-urlencoded') {
      throw badRequest('bad_request', 'The content type must be application/x-www-form-urlencoded.');
    }
    return jsonResponse(200, this.#tokens.issue(new URLSearchParams(body.toString('utf8')), client));
  }

  #route(request: ReceivedRequest, signed: CheckedSignature, scopes: readonly string[]): Response {
    const { method, path } = request;
    const need = (...oneOf: string[]) => {
      if (!oneOf.some((scope) => scopes.includes(scope))) throw forbidden(`The token lacks ${oneOf.join(' or ')}.`);
    };
    if (method === 'POST' || method === 'PATCH') requireIdempotencyKey(request);
    if (path === '/users' && method === 'GET') {
      need('users:read', 'users:admin');
      return this.#users.list(request);
    }
    if (path === '/users' && method === 'POST') {
      need('users:admin');
      return this.#users.create(request);
    }
    const [, userId] = /^\/users\/([^/]+)$/.exec(path) ?? [];
    if (userId !== undefined && method === 'GET') {
      need('users:read', 'users:admin');
      return this.#users.retrieve(userId);
    }
    if (path === '/statement' && method === 'GET') {
      need('reports:read');
      return pdf();
    }
    if (/^\/echo(?:\/|$)/.test(path)) return echo(request, signed);
    if (path === '/users') throw methodNotAllowed();
    throw notFound();
  }
}

function requireIdempotencyKey({ headers }: ReceivedRequest): void {
  if (UUID.test(headers.get('idempotency-key') ?? '')) return;
  throw badRequest('missing_idempotency_key', 'idempotency-key is missing, or is no UUID.');
}

/** What was received, and what of it was signed; never the token. */
function echo(
  { method, path, query, headers, body }: ReceivedRequest,
  { components, base }: CheckedSignature,
): Response {
  const { authorization: _token, ...shown } = Object.fromEntries(headers);
  const signatureBase = base.replace(/^"authorization": .*$/m, '"authorization": Bearer [redacted]');
  return jsonResponse(200, {
    method,
    path,
    query,
    headers: shown,
    body: body.toString('utf8'),
    covered_components: components,
    signature_base: signatureBase,
  });
}

function pdf(): Response {
  return new Response(Buffer.from('%PDF-1.4\n% A statement of the sandbox\n%%EOF\n', 'latin1'), {
    headers: { 'content-type': 'application/pdf', 'upvest-request-id': randomUUID() },
  });
}

function methodNotAllowed(): InvestmentProblem {
  return new InvestmentProblem(405, 'method_not_allowed', 'Method not allowed', 'This path does not take that method.');
}
