import type { MiddlewareHandler } from 'hono';
import { ApiFailure } from './error-envelope.ts';
import { alreadySent, type SandboxEnv } from './http-env.ts';

/** 1 MiB: more than any request of the contract, little enough to be held in memory. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Reads the whole body, whatever its framing, before anything is done; more than the limit is a 413. */
export function readBody(): MiddlewareHandler<SandboxEnv> {
  return async (context, next) => {
    const announced = Number(context.req.header('content-length') ?? 0);
    if (announced > MAX_BODY_BYTES) throw tooLarge();
    const chunks: Uint8Array[] = [];
    let size = 0;
    const reader = context.req.raw.body?.getReader();
    while (reader !== undefined) {
      const chunk = await reader.read().catch(() => 'aborted' as const);
      if (chunk === 'aborted') {
        // The client went away in the middle; there is nobody to answer.
        context.get('report').dropped = true;
        return alreadySent();
      }
      if (chunk.done) break;
      size += chunk.value.byteLength;
      if (size > MAX_BODY_BYTES) throw tooLarge();
      chunks.push(chunk.value);
    }
    context.set('body', Buffer.concat(chunks).toString('utf8'));
    await next();
    return undefined;
  };
}

function tooLarge(): ApiFailure {
  return new ApiFailure(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}
