import type { MiddlewareHandler } from 'hono';
import { ApiFailure } from './error-envelope.ts';
import { alreadySent, type SandboxContext, type SandboxEnv } from './http-env.ts';

/** 1 MiB: more than any request of the contract, little enough to be held in memory. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Reads the whole body, whatever its framing, before anything is done; more than the limit is a 413. */
export function readBody(): MiddlewareHandler<SandboxEnv> {
  return async (context, next) => {
    const announced = Number(context.req.header('content-length') ?? 0);
    if (announced > MAX_BODY_BYTES) throw tooLarge();
    const body = new GrowingBuffer();
    const iterator = chunksOf(context);
    while (true) {
      const chunk = await iterator.next().catch(() => 'aborted' as const);
      if (chunk === 'aborted') {
        // The client went away in the middle; there is nobody to answer.
        context.get('report').dropped = true;
        return alreadySent();
      }
      if (chunk.done === true) break;
      if (body.size + chunk.value.byteLength > MAX_BODY_BYTES) throw tooLarge();
      body.add(chunk.value);
    }
    const bytes = body.bytes();
    context.set('bodyBytes', bytes);
    context.set('body', bytes.toString('utf8'));
    await next();
    return undefined;
  };
}

/**
 * From the socket's stream: the adaptor gives a GET no body, as the Fetch standard has it, but a signed one may have one
 * (contract 4.1). Leaving off in the middle must not end the connection, on which the refusal is still to go out.
 */
function chunksOf({ env }: SandboxContext): AsyncIterator<Uint8Array> {
  return env.incoming.iterator({ destroyOnReturn: false });
}

/** One piece of memory whatever the pieces were: a million bytes that come one by one would else weigh a hundred times as much. */
class GrowingBuffer {
  #buffer = Buffer.alloc(0);
  size = 0;

  add(chunk: Uint8Array): void {
    const needed = this.size + chunk.byteLength;
    if (needed > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(needed, 2 * this.#buffer.length));
      this.#buffer.copy(larger, 0, 0, this.size);
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.size);
    this.size = needed;
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.size);
  }
}

function tooLarge(): ApiFailure {
  return new ApiFailure(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}
