import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

export { nock };

/**
 * nock takes Node's http over as soon as it is imported, and whatever is loaded then keeps what it put there. Test files share their
 * process, so it is given back at once, and had only from here.
 */
nock.restore();

/**
 * Puts nock at the wire of a test file: nothing reaches the network, a request that no interceptor expects fails its test (even
 * when the client survives it), and so does an interceptor that was never used.
 */
export function useNock(): void {
  const unexpected: string[] = [];
  const note = (request: { method?: string; path?: string; url?: string }) =>
    unexpected.push(`${request.method} ${request.url ?? request.path}`);
  beforeAll(() => {
    nock.activate();
    nock.disableNetConnect();
    nock.emitter.on('no match', note);
  });
  afterEach(() => {
    const unused = nock.pendingMocks();
    nock.cleanAll();
    expect({ unused, unexpected: unexpected.splice(0) }).toEqual({ unused: [], unexpected: [] });
  });
  afterAll(() => {
    nock.emitter.off('no match', note);
    nock.enableNetConnect();
    nock.restore();
  });
}
