import { setTimeout as sleep } from 'node:timers/promises';
import type { MiddlewareHandler } from 'hono';
import type { FaultAction, FaultPlan } from './faults.ts';
import { alreadySent, pathBelowPrefix, type SandboxContext, type SandboxEnv } from './http-env.ts';

/** Applies the fault plan around the work. `closing` cuts a wait short when the sandbox is closed. */
export function injectFaults(plan: FaultPlan, closing: AbortSignal): MiddlewareHandler<SandboxEnv> {
  return async (context, next) => {
    const { grantType } = context.get('report');
    const actions = plan.take({ path: pathBelowPrefix(context.req.path), method: context.req.method, grantType });
    await wait(actions, 'beforeMs', closing);
    const fault = actions.find((action) => action.kind !== 'latency');
    if (fault?.kind === 'dropBefore') return drop(context);
    if (fault?.kind === 'status' && !fault.afterWork) return cannedResponse(fault);
    await next();
    await wait(actions, 'afterMs', closing);
    if (fault?.kind === 'status') replaceResponse(context, cannedResponse(fault));
    if (fault?.kind === 'dropAfter') replaceResponse(context, drop(context));
    if (fault?.kind === 'truncate') replaceResponse(context, await truncate(context, fault.bytes));
    return undefined;
  };
}

async function wait(
  actions: readonly FaultAction[],
  when: 'beforeMs' | 'afterMs',
  closing: AbortSignal,
): Promise<void> {
  const totalMs = actions.reduce((sum, action) => sum + (action.kind === 'latency' ? (action[when] ?? 0) : 0), 0);
  if (totalMs === 0) return;
  await sleep(totalMs, undefined, { signal: closing }).catch(() => undefined);
}

function drop(context: SandboxContext): Response {
  context.get('report').dropped = true;
  context.env.incoming.socket.destroy();
  return alreadySent();
}

function cannedResponse({ status, headers = {}, body }: Extract<FaultAction, { kind: 'status' }>): Response {
  // The Fetch standard allows no body with these.
  if (body === undefined || [204, 205, 304].includes(status)) return new Response(null, { status, headers });
  if (typeof body === 'string') return new Response(body, { status, headers });
  return Response.json(body, { status, headers });
}

/** Announces the whole length and sends a part, so that the client can tell that something is missing. */
async function truncate(context: SandboxContext, bytes: number | undefined): Promise<Response> {
  const { outgoing } = context.env;
  const whole = Buffer.from(await context.res.arrayBuffer());
  const part = whole.subarray(0, bytes ?? Math.floor(whole.length / 2));
  outgoing.writeHead(context.res.status, {
    ...Object.fromEntries(context.res.headers),
    'content-length': String(whole.length),
  });
  await new Promise((resolve) => outgoing.write(part, resolve));
  context.get('report').writtenStatus = context.res.status;
  outgoing.socket?.end();
  return alreadySent();
}

/** Hono merges the headers of the old response into a new one, unless the old one is taken away first. */
function replaceResponse(context: SandboxContext, response: Response): void {
  context.res = undefined;
  context.res = response;
}
