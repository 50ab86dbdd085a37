import { isIP } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import { ApiFailure } from './error-envelope.ts';
import type { SandboxContext, SandboxEnv } from './http-env.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;
/** Names that nobody can buy: reserved for private networks and for tests (RFC 6761, 6762; `internal` by ICANN). */
const PRIVATE_NAME = /^[^.]+$|\.(local|localhost|internal|test)$/;

/**
 * Against DNS rebinding: a web page that has a name of its own point at this machine, so that the user's browser takes the sandbox for
 * the page's own server. On a loopback address the sandbox answers to loopback names only. On another address, where its names are not
 * known here, to the address it was given, to addresses in digits and to names that are not for sale: what a page is served from has
 * one that is.
 */
export function guardHost(boundHost: string): MiddlewareHandler<SandboxEnv> {
  const bound = boundHost.toLowerCase();
  const answersTo = isLoopback(bound)
    ? isLoopback
    : (name: string) => name === bound || isIP(name) !== 0 || PRIVATE_NAME.test(name);
  const who = isLoopback(bound) ? 'loopback names' : 'addresses and private names';
  return async (context, next) => {
    if (!namesOf(context).every(answersTo)) throw new ApiFailure(421, `This sandbox answers to ${who} only.`);
    await next();
  };
}

/**
 * Against web pages from elsewhere that send what a browser lets them send unasked: forms, plain text, images. A browser names the page
 * by `Origin` where the request could change something, and by `Sec-Fetch-Site` in any case. A page of this machine may pass, which is
 * what a dev server's proxy hands on; it cannot read the answer either, since nothing here allows other origins to (CORS).
 */
export function guardWebPages(): MiddlewareHandler<SandboxEnv> {
  return async (context, next) => {
    const origin = context.req.header('origin');
    const foreign = origin !== undefined && !isLoopback(hostOf(origin));
    if (foreign || context.req.header('sec-fetch-site') === 'cross-site') {
      throw new ApiFailure(403, 'This sandbox does not answer to web pages from elsewhere.');
    }
    await next();
  };
}

/** Lets in only programs on this machine: no web page at all, and nobody behind a proxy, which makes everybody look local. */
export function guardLoopback(): MiddlewareHandler<SandboxEnv> {
  return async (context, next) => {
    const peer = context.env.incoming.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
    const foreign = ['origin', 'sec-fetch-site', 'forwarded', 'x-forwarded-for'].some(
      (name) => context.req.header(name) !== undefined,
    );
    if (!isLoopback(peer) || foreign) throw new ApiFailure(403, 'This path answers to programs on this machine only.');
    await next();
  };
}

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host.toLowerCase());
}

/** The name in the header, and the one in the request line where it is there too and would be believed more; empty for what is none. */
function namesOf({ req }: SandboxContext): string[] {
  return [hostName(req.header('host') ?? ''), hostOf(req.url)];
}

/** Without port, brackets and case. */
function hostName(header: string): string {
  return header
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}

/** Empty for what is no URL: an origin of `null`, or a name like `127.0.0.1x`, which the adaptor lets pass. */
function hostOf(url: string): string {
  return URL.canParse(url) ? hostName(new URL(url).host) : '';
}
