import type { TapeError } from './errors.ts';
import type { Nock, NockReply } from './load-nock.ts';

/** A request as it arrived. */
export interface Stage {
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
export function setStage(nock: Nock, origin: string, answer: (request: Stage) => Promise<NockReply>): () => void {
  const { protocol, hostname, port } = new URL(origin);
  const wanted = `${protocol}//${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
  const scope = nock(NOBODY, { filteringScope: (candidate) => candidate === wanted }).persist();
  // nock would parse the body by its content type, and a body that is not what it says would end the process.
  scope.on('request', (request) => {
    request.headers = {};
  });
  const interceptors = METHODS.map((method) => {
    const interceptor = scope.intercept(/.*/, method).optionally();
    interceptor.reply(async function (path, body) {
      const headers = this.req.getHeaders();
      return answer({
        method,
        url: new URL(path, origin),
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
        ),
        body: Buffer.from(body),
      });
    });
    return interceptor;
  });
  return () => {
    for (const interceptor of interceptors) nock.removeInterceptor(interceptor);
  };
}

interface Unmatched {
  proto: string;
  host: string;
  hostname: string;
  port: number;
  method: string;
  path: string;
}

/**
 * Refuses every request to a host for which nobody has set up anything. nock's own switch (`disableNetConnect`) is left alone: nobody could
 * put it back, since it cannot be read. nock announces such a request before it looks at that switch, and an error then is the request's.
 */
export function closeNetwork(
  nock: Nock,
  reachable: readonly string[],
  refuse: (message: string) => TapeError,
): () => void {
  const open = new Set(reachable.map((host) => host.toLowerCase()));
  const onNoMatch = (options: Unmatched, ...more: unknown[]) => {
    // Of the other two announcements both are of hosts that the application has set up itself.
    if (more.length > 0 || typeof options.proto !== 'string' || !isPlain(options)) return;
    if (open.has(options.host) || open.has(options.hostname)) return;
    const [path] = (options.path ?? '').split('?');
    throw refuse(
      `The network is off, and this went elsewhere than the tape:\n  ${options.method} ${options.proto}://${options.host}${path}`,
    );
  };
  nock.emitter.on('no match', onNoMatch);
  return () => nock.emitter.off('no match', onNoMatch);
}

function isPlain(options: object): boolean {
  return !('getHeaders' in options);
}
