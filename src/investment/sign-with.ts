import type { AxiosInstance, InternalAxiosRequestConfig } from 'axios';
import { InvalidInputError } from '../errors.ts';
import { RequestSigner } from './request-signer.ts';
import type { SigningKey } from './signing/keys.ts';

type AxiosRequest = InternalAxiosRequestConfig;

/** What axios asks for by itself; the API answers it with 406 (contract 5). */
const AXIOS_ACCEPT = 'application/json, text/plain, */*';

/**
 * Makes an axios instance of your own sign what it sends: exactly the bytes that go out. It serialises the body (with the
 * instance's own `transformRequest`) and fixes the URL (`baseURL`, `params`) before it signs, and follows no redirects, since
 * a redirected request has no valid signature. Set `upvest-client-id`, `authorization` and the rest of contract 5 yourself.
 *
 * Call it **before** you add interceptors that change requests: axios runs the one added last first, and what is changed
 * after signing does not verify.
 *
 * The returned promise of a request rejects with {@link InvalidInputError} for what cannot be signed: forms with files, streams,
 * `auth` (axios would replace the header), a URL that is not full.
 *
 * @returns a function that removes it again
 */
export function signWith(instance: AxiosInstance, signer: RequestSigner | SigningKey): () => void {
  const requestSigner = signer instanceof RequestSigner ? signer : new RequestSigner({ signingKey: signer });
  const id = instance.interceptors.request.use((config) => signConfig(instance, config, requestSigner));
  return () => instance.interceptors.request.eject(id);
}

function signConfig(instance: AxiosInstance, config: AxiosRequest, signer: RequestSigner): AxiosRequest {
  if (config.auth) {
    throw new InvalidInputError('A request with the auth option cannot be signed.', {
      hint: 'Set the authorization header: Bearer and the access token.',
    });
  }
  const url = fullUrl(instance, config);
  const body = serialise(config);
  const { headers } = config;
  const accept = headers.get('Accept');
  if (accept === undefined || accept === null || accept === AXIOS_ACCEPT) headers.set('Accept', 'application/json');
  // On a repeat of the same config these are the earlier attempt's.
  for (const stale of ['date', 'content-length', 'content-digest', 'signature', 'signature-input'])
    headers.delete(stale);

  const signed = signer.sign({ method: config.method ?? 'GET', url, headers: sendable(headers), body });
  for (const [name, value] of Object.entries(signed.headers)) headers.set(name, value);
  config.url = signed.request.url;
  delete config.baseURL;
  delete config.params;
  config.data = body;
  config.transformRequest = [(data: unknown) => data];
  config.maxRedirects = 0;
  return config;
}

function fullUrl(instance: AxiosInstance, config: AxiosRequest): URL {
  const text = instance.getUri(config);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password) {
    throw new InvalidInputError('The request has no full URL, or one with a user name in it.', {
      hint: 'Set baseURL, such as https://sandbox.upvest.co',
    });
  }
  return url;
}

/** Runs the transformations that axios would run later, and insists on bytes. */
function serialise(config: AxiosRequest): Buffer | undefined {
  const { headers } = config;
  const transforms = [config.transformRequest ?? []].flat();
  let data: unknown = config.data;
  for (const transform of transforms) data = transform.call(config, data, headers);
  if (data === undefined || data === null || data === '') {
    // Else axios would send a content type for a body that is not there.
    headers.set('Content-Type', false);
    return undefined;
  }
  if (typeof data === 'string') return withContentType(Buffer.from(data, 'utf8'), config);
  if (data instanceof ArrayBuffer) return withContentType(Buffer.from(data), config);
  if (ArrayBuffer.isView(data)) {
    return withContentType(Buffer.from(data.buffer, data.byteOffset, data.byteLength), config);
  }
  throw new InvalidInputError('The body cannot be signed: it is a stream, a form with files or the like.', {
    hint: 'Send an object (as JSON), URLSearchParams, text or bytes.',
  });
}

function withContentType(body: Buffer, { headers }: AxiosRequest): Buffer | undefined {
  if (body.length === 0) {
    headers.set('Content-Type', false);
    return undefined;
  }
  headers.set('Content-Type', 'application/octet-stream', false);
  return body;
}

function sendable(headers: AxiosRequest['headers']): [string, string][] {
  return Object.entries(headers.toJSON(true)).flatMap(([name, value]): [string, string][] =>
    value === null || value === undefined ? [] : [[name, String(value)]],
  );
}
