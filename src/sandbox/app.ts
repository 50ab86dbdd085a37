import { randomUUID } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { authenticate } from './authenticate.ts';
import { readBody } from './body-reader.ts';
import { type ControlParts, mountControl } from './control-routes.ts';
import { ApiFailure, envelopeResponse } from './error-envelope.ts';
import { injectFaults } from './fault-injection.ts';
import type { FaultPlan } from './faults.ts';
import { guardHost, guardWebPages } from './host-guard.ts';
import { API_PREFIX, pathBelowPrefix, type SandboxContext, type SandboxEnv, TOKEN_PATH } from './http-env.ts';
import { createInvestmentApp, INVESTMENT_PATHS, type InvestmentAppOptions } from './investment/index.ts';
import { requireScopes } from './oauth/bearer.ts';
import { parseTokenFields } from './oauth/fields.ts';
import type { ModelParts } from './oauth/model.ts';
import { answerTokenRequest } from './oauth/token-endpoint.ts';
import type { Observer } from './observer.ts';
import type { Route, RouteParts } from './route.ts';
import { apiRoutes } from './routes.ts';
import type { SignatureRules } from './tenancy/api-key-signature.ts';

/** RFC 6749 section 5.1 (contract 2.2). */
const NOT_STORED = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

export interface AppParts {
  oauth: ModelParts;
  resources: RouteParts;
  investment: InvestmentAppOptions;
  signatures: SignatureRules;
  observer: Observer;
  faults: FaultPlan;
  closing: AbortSignal;
  boundHost: string;
  /** Where the faucet gives to that is not told to whom. */
  defaultAddress: ControlParts['defaultAddress'];
  strict: boolean;
  /** Scheme of `next` and `previous`; undefined for the request's own. */
  nextScheme: 'http' | 'https' | undefined;
}

/** The API as one function from request to response. The order of the steps is the order in which they see a request. */
export function createApp(parts: AppParts): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  mountControl(app, { ...parts.resources, faults: parts.faults, defaultAddress: parts.defaultAddress });
  app.use(parts.observer.middleware());
  app.use(echoRequestId());
  app.use(guardHost(parts.boundHost), guardWebPages());
  app.use(readBody());
  app.use(noteGrantType());
  app.use(injectFaults(parts.faults, parts.closing));
  app.all(`${API_PREFIX}${TOKEN_PATH}`, (context) => serveToken(context, parts));
  for (const [path, routes] of byPath(apiRoutes(parts.resources))) {
    app.all(`${API_PREFIX}${path}`, (context) => serveRoute(context, { path, routes }, parts));
  }
  // Another API on the same port, which keeps to its own paths.
  app.route('/', createInvestmentApp(parts.investment, INVESTMENT_PATHS));
  // Also where the slash is wrong: never a redirect, and not JSON (contract 1.1, 1.3).
  app.notFound((context) => context.text('Not Found', 404));
  app.onError((error, context) => {
    if (error instanceof ApiFailure) return envelopeResponse(error);
    context.get('report').failure = error;
    return envelopeResponse(new ApiFailure(500, 'The sandbox failed; this is a bug in it.'));
  });
  return app;
}

async function serveToken(context: SandboxContext, { oauth, resources, observer }: AppParts): Promise<Response> {
  if (context.req.method !== 'POST')
    return new Response(null, { status: 405, headers: { ...NOT_STORED, Allow: 'POST' } });
  const report = context.get('report');
  const answer = await answerTokenRequest(
    {
      body: context.get('body'),
      contentType: context.req.header('content-type'),
      authorization: context.req.header('authorization'),
    },
    oauth,
  );
  observer.countGrant(report.grantType, answer.error === undefined);
  if (answer.error !== undefined) report.oauthError = answer.error;
  else await resources.persist();
  return Response.json(answer.body, { status: answer.status, headers: NOT_STORED });
}

function serveRoute(
  context: SandboxContext,
  { path, routes }: { path: string; routes: ReadonlyMap<string, Route> },
  { oauth, resources, signatures, strict, nextScheme }: AppParts,
): Response | Promise<Response> {
  // HEAD is GET without the body (RFC 9110 section 9.3.2); Hono leaves the body out.
  const route = routes.get(context.req.method === 'HEAD' ? 'GET' : context.req.method);
  const caller = authenticate(context, path, { ...oauth, signatures });
  if (route === undefined) {
    const headers = { Allow: [...routes.keys()].join(', ') };
    throw new ApiFailure(405, `The method ${context.req.method} is not allowed here.`, { headers });
  }
  requireScopes(caller, strict ? [...route.scopes, ...route.strictScopes] : route.scopes);
  const linkUrl = new URL(context.req.url);
  if (nextScheme !== undefined) linkUrl.protocol = nextScheme;
  // Whatever is asked for, it is seen as of now.
  resources.transactions.ledger.advance();
  return route.handle({ context, caller, linkUrl });
}

function byPath(routes: readonly Route[]): Map<string, Map<string, Route>> {
  const paths = new Map<string, Map<string, Route>>();
  for (const route of routes) {
    const methods = paths.get(route.path) ?? new Map<string, Route>();
    paths.set(route.path, methods.set(route.method, route));
  }
  return paths;
}

/** Contract 1.2: echoed, or made up where absent or not fit for a header. */
function echoRequestId(): MiddlewareHandler<SandboxEnv> {
  return async (context, next) => {
    const given = context.req.header('x-up-api-request-id') ?? '';
    await next();
    if (context.get('report').dropped === true) return;
    context.res.headers.set('X-UP-API-Request-ID', /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID());
  };
}

/** The grant type is wanted before the work (faults) and after it (events), also when the work does not happen. */
function noteGrantType(): MiddlewareHandler<SandboxEnv> {
  return async (context, next) => {
    if (context.req.method === 'POST' && pathBelowPrefix(context.req.path) === TOKEN_PATH) {
      const { fields } = parseTokenFields(context.get('body'), context.req.header('content-type'));
      const grantType = fields.get('grant_type');
      if (grantType !== undefined) context.get('report').grantType = grantType;
    }
    await next();
  };
}
