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
    const bytes = await collect(chunksOf(context));
    if (bytes === undefined) {
      // The client went away in the middle; there is nobody to answer.
      context.get('report').dropped = true;
      return alreadySent();
    }
    context.set('bodyBytes', bytes);
    context.set('body', bytes.toString('utf8'));
    await next();
    return undefined;
  };
}

/**
 * All that comes, in one piece of memory: kept as they are, a million bytes that come one by one would weigh a hundred times as much.
 * Undefined when it breaks off. Throws the 413.
 */
export async function collect(chunks: AsyncIterator<Uint8Array>): Promise<Buffer | undefined> {
  let buffer = Buffer.alloc(0);
  let size = 0;
  while (true) {
    const chunk = await chunks.next().catch(() => undefined);
    if (chunk === undefined) return undefined;
    if (chunk.done === true) return buffer.subarray(0, size);
    const needed = size + chunk.value.byteLength;
    if (needed > MAX_BODY_BYTES) throw tooLarge();
    if (needed > buffer.length) buffer = Buffer.concat([buffer], Math.max(needed, 2 * buffer.length));
    buffer.set(chunk.value, size);
    size = needed;
  }
}

/**
 * From the socket's stream: the adaptor gives a GET no body, as the Fetch standard has it, but a signed one may have one
 * (contract 4.1). Leaving off in the middle must not end the connection, on which the refusal is still to go out.
 */
function chunksOf({ env }: SandboxContext): AsyncIterator<Uint8Array> {
  return env.incoming.iterator({ destroyOnReturn: false });
}

function tooLarge(): ApiFailure {
  return new ApiFailure(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}
