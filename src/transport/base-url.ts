import { isIPv4, isIPv6 } from 'node:net';
import { InvalidInputError } from '../errors.ts';

const VERSION_SEGMENT = '1.0';

/**
 * Normalises a base URL of the Blockchain API. Both spellings in use are taken, with and without `1.0`, with and without
 * the last slash (contract 1.1); the result always ends in `/1.0/`.
 *
 * @throws {InvalidInputError} for anything but https, except http to a loopback address: tokens and passwords would travel
 *   readable. Also for credentials, a query or a fragment inside the URL.
 */
export function parseApiBaseUrl(text: string): string {
  const url = parseOrigin(text);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith(`/${VERSION_SEGMENT}`) ? `${path}/` : `${path}/${VERSION_SEGMENT}/`;
  return url.href;
}

/** The checks of {@link parseApiBaseUrl} without its path rule: for APIs that have no version in the path. */
export function parseOrigin(text: string): URL {
  // The URL parser leaves out line breaks and tabs, so that another host would be meant than is read.
  const url = URL.canParse(text) && !/[\p{C}\p{Z}]/u.test(text.trim()) ? new URL(text) : undefined;
  if (!url) {
    throw new InvalidInputError('The base URL is not a URL.', {
      hint: 'Write it in full, beginning with https://',
    });
  }
  if (url.username || url.password) {
    throw new InvalidInputError('The base URL must not contain a user name or password.', {
      hint: 'Give the client id and secret by their own settings.',
    });
  }
  if (url.search || url.hash) {
    throw new InvalidInputError('The base URL must not contain a query or a fragment.', {
      hint: 'Leave out everything from the first ? or #.',
    });
  }
  assertConfidential(url);
  // A lone ? or # is neither, and would stay in the text.
  url.search = '';
  url.hash = '';
  return url;
}

function assertConfidential(url: URL): void {
  if (url.protocol === 'https:') return;
  if (url.protocol === 'http:' && isLoopback(url.hostname)) return;
  throw new InvalidInputError(
    `The base URL ${url.protocol}//${url.host} is not https: passwords and tokens would travel readable.`,
    { hint: 'Use https. Plain http is accepted for localhost, 127.0.0.0/8 and [::1] only.' },
  );
}

/** Whether a URL's hostname never leaves this machine. Names other than `localhost` are not trusted to. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || (isIPv4(host) && host.startsWith('127.')) || (isIPv6(host) && host === '::1');
}
