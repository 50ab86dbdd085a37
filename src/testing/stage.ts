import type { ClientRequest } from 'node:http';
import type { Nock, NockReply } from './load-nock.ts';

/** A request as it arrived. */
export interface ArrivedRequest {
  method: string;
  url: URL;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Uint8Array;
}

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * A name that no host has. nock keeps an entry per host for good, and refuses what goes to one that has been used up; so the entry that stays
 * behind is one that nobody asks for, and the origin is matched by a filter.
 */
const NOBODY = 'http://upvest-wallet.tape.invalid';

/** Has every request to the origin answered by `answer`. Returns what undoes it. */
export function setStage(
  nock: Nock,
  origin: string,
  answer: (request: ArrivedRequest) => Promise<NockReply>,
): () => void {
  const wanted = withPort(origin);
  const scope = nock(NOBODY, { filteringScope: (candidate) => candidate === wanted }).persist();
  // nock would parse the body by its content type, and a body that is not what it says would end the process.
  scope.on('request', (request) => {
    request.headers = {};
  });
  const interceptors = METHODS.map((method) => {
    const interceptor = scope.intercept(/.*/, method).optionally();
    interceptor.reply(async function (path, body) {
      const headers = this.req.getHeaders();
      const request = {
        method,
        url: new URL(path, origin),
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
        ),
        body: Buffer.from(body),
      };
      return answer(request).catch((error: Error) => {
        throw asOfTheWire(error);
      });
    });
    return interceptor;
  });
  return () => {
    for (const interceptor of interceptors) nock.removeInterceptor(interceptor);
  };
}

/** With a code as the operating system's errors have one, which clients keep where they keep nothing else. */
function asOfTheWire(error: Error): Error {
  return Object.assign(new Error(error.message, { cause: error }), { name: error.name, code: 'NOT_ON_TAPE' });
}

export interface ClosedNetwork {
  /** The tape's. */
  origin: string;
  reachable: readonly string[];
  refuse: (message: string) => Error;
}

/** What nock tells of a request for whose host nobody has set up anything. */
interface Unmatched {
  proto: string;
  host: string;
  hostname: string;
  method: string;
  path: string;
}

/**
 * Refuses every request to a host for which nobody has set up anything. nock's own switch (`disableNetConnect`) is left alone: nobody could
 * put it back, since it cannot be read. nock announces such a request before it looks at that switch, and an error thrown then is the request's.
 */
export function closeNetwork(nock: Nock, { origin, reachable, refuse }: ClosedNetwork): () => void {
  const open = new Set(reachable.map((host) => host.toLowerCase()));
  const onNoMatch = (subject: Unmatched | ClientRequest, options?: Unmatched) => {
    // The application has set something up for this host, so that it decides; but on the tape's host that stands in the way.
    if (options) {
      if (isOf(origin, options)) refuse(`An interceptor of your own is for the tape's host, and came first: ${origin}`);
      return;
    }
    // Let through by an interceptor of the application's.
    if ('getHeader' in subject) return;
    if (isOf(origin, subject)) throw asOfTheWire(refuse('nock.cleanAll() took the tape away before it was closed.'));
    if (open.has(subject.host) || open.has(subject.hostname)) return;
    const [path] = (subject.path ?? '').split('?');
    const request = `${subject.method} ${subject.proto}://${subject.host}${path}`;
    throw asOfTheWire(refuse(`The network is off, and this went elsewhere than the tape:\n  ${request}`));
  };
  nock.emitter.on('no match', onNoMatch);
  return () => nock.emitter.off('no match', onNoMatch);
}

function isOf(origin: string, { proto, host }: Unmatched): boolean {
  return withPort(origin) === `${proto}://${host}`;
}

/** As nock writes it: with the port, always, and an IPv6 address without brackets. */
function withPort(origin: string): string {
  const { protocol, hostname, port } = new URL(origin);
  return `${protocol}//${hostname.replace(/^\[|\]$/g, '')}:${port || (protocol === 'https:' ? 443 : 80)}`;
}
