import { TapeError } from './errors.ts';
import type { BorrowedNock, WireEvent, WireInterceptor } from './load-nock.ts';
import type { WireExchange, WireMessage } from './message.ts';
import { sleep } from './real-time.ts';

/** How long an answer that is still being read may take after the story has ended. */
const LAST_ANSWERS_WITHIN_MS = 1_000;

interface Started {
  method: string;
  url: URL;
  exchange?: WireExchange;
  failure?: TapeError;
}

/**
 * Listens to the interceptors below nock, as nock's own recorder does. That recorder is not used: it parses JSON, and so loses the
 * digits of large numbers, and it switches the application's interceptors off.
 */
export class Capture {
  readonly #stops: (() => void)[] = [];
  readonly #ignored: ReadonlySet<string>;
  /** In the order in which they were sent. */
  readonly #started = new Map<string, Started>();
  readonly #reading = new Set<Promise<void>>();

  constructor({ wire }: BorrowedNock, ignored: readonly string[]) {
    this.#ignored = new Set(ignored.map((host) => host.toLowerCase()));
    // fetch hands out what it has decompressed already; the other hands out what was on the wire.
    this.#listen(wire.http, false);
    this.#listen(wire.fetch, true);
  }

  /** Everything that was answered, in the order in which it was sent. @throws {TapeError} something has no answer */
  async finish(): Promise<WireExchange[]> {
    const until = performance.now() + LAST_ANSWERS_WITHIN_MS;
    while ((this.#reading.size > 0 || this.#unanswered().length > 0) && performance.now() < until) {
      await sleep(5);
    }
    this.stop();
    const [open] = this.#unanswered();
    if (open) {
      throw new TapeError(
        'recording_refused',
        `Nothing was written: ${open.method} ${open.url.origin}${open.url.pathname} was never answered.`,
        'A tape holds answers: let the story wait for all of them, and record again if the network failed.',
      );
    }
    return [...this.#started.values()].flatMap(({ exchange, failure }) => {
      if (failure) throw failure;
      return exchange ? [exchange] : [];
    });
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #unanswered(): Started[] {
    return [...this.#started.values()].filter(({ exchange, failure }) => !exchange && !failure);
  }

  #listen(interceptor: WireInterceptor, decoded: boolean): void {
    let listening = true;
    const onRequest = ({ requestId, request }: WireEvent) => {
      const url = new URL(request.url);
      if (!listening || this.#ignored.has(url.host) || this.#ignored.has(url.hostname)) return;
      this.#started.set(requestId, { method: request.method, url });
    };
    const onResponse = (event: WireEvent) => {
      const started = this.#started.get(event.requestId);
      if (!listening || !started) return;
      if (event.isMockedResponse) {
        this.#started.delete(event.requestId);
        return;
      }
      const reading = this.#read(event, started, decoded).finally(() => this.#reading.delete(reading));
      this.#reading.add(reading);
    };
    interceptor.on('request', onRequest);
    interceptor.on('response', onResponse);
    this.#stops.push(() => {
      listening = false;
      interceptor.off('request', onRequest);
      interceptor.off('response', onResponse);
    });
  }

  async #read({ request, response }: WireEvent, started: Started, decoded: boolean): Promise<void> {
    const { method, url } = started;
    const what = `${method} ${url.origin}${url.pathname}`;
    const copies = { request: request.clone(), response: response.clone() };
    try {
      // The interceptors do not hand it out.
      const hasBody =
        Number(request.headers.get('content-length') ?? 0) > 0 || request.headers.has('transfer-encoding');
      if (/^(GET|HEAD)$/.test(method) && hasBody) throw new Error('a GET with a body');
      const answer = await readMessage(copies.response);
      if (decoded) delete answer.headers['content-encoding'];
      started.exchange = {
        request: { method, url, ...(await readMessage(copies.request)) },
        response: { status: response.status, ...answer },
      };
    } catch {
      started.failure = new TapeError('recording_refused', `Nothing was written: ${what} could not be read.`);
    }
  }
}

async function readMessage(message: Request | Response): Promise<WireMessage> {
  const cookies = message.headers.getSetCookie();
  return {
    headers: {
      ...Object.fromEntries(message.headers.entries()),
      // The only header that is a list of its own.
      ...(cookies.length > 0 && { 'set-cookie': cookies.join('\n') }),
    },
    body: new Uint8Array(await message.arrayBuffer()),
  };
}
