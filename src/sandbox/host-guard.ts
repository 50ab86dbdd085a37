import type { MiddlewareHandler } from 'hono';
import { ApiFailure } from './error-envelope.ts';
import type { SandboxEnv } from './http-env.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/**
 * A sandbox on a loopback address answers to loopback names only. Otherwise any web page could reach it in the user's
 * browser, by a name of its own that it points at 127.0.0.1 (DNS rebinding). On another address the operator has opened
 * it to a network, and its names are not known here.
 */
export function guardHost(boundHost: string): MiddlewareHandler<SandboxEnv> {
  const guarded = isLoopback(boundHost);
  return async (context, next) => {
    const name = hostName(context.req.header('host') ?? '');
    if (guarded && !isLoopback(name)) {
      throw new ApiFailure(421, 'This sandbox answers to loopback names only.');
    }
    await next();
  };
}

/**
 * Lets in only what comes from this machine, from a program and not from a web page: a browser names the page's origin
 * wherever the request could change something, and a proxy before the sandbox makes everybody look local.
 */
export function guardLoopback(): MiddlewareHandler<SandboxEnv> {
  return async (context, next) => {
    const peer = context.env.incoming.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
    const foreign = ['origin', 'forwarded', 'x-forwarded-for'].some((name) => context.req.header(name) !== undefined);
    if (!isLoopback(peer) || foreign) throw new ApiFailure(403, 'This path answers to programs on this machine only.');
    await next();
  };
}

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host.toLowerCase());
}

/** Without port, brackets and case. */
function hostName(header: string): string {
  return header
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}
