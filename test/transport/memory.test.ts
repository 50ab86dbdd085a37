import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { startHttpServer, type TestServer } from '../support/http-server.ts';
import { runProgram } from '../support/run-program.ts';
import { FULL_SCALE, scaled } from '../support/scale.ts';

const MIB = 2 ** 20;
const zeros = Buffer.alloc(MIB);

function* mebibytes(count: number): Generator<Buffer> {
  for (let index = 0; index < count; index += 1) yield zeros;
}

const BOMB_MIB = 200;

/** The bomb as a thousandth of it in gzip, and 600 MiB as they are. */
const hostileServer = (): Promise<TestServer> =>
  startHttpServer((request, response) => {
    response.on('error', () => undefined);
    const gzip = request.url?.startsWith('/bomb');
    response.writeHead(
      Number(/\d{3}$/.exec(request.url ?? '')?.[0] ?? 200),
      gzip ? { 'Content-Encoding': 'gzip' } : {},
    );
    const body = Readable.from(mebibytes(gzip ? BOMB_MIB : 600));
    (gzip ? body.pipe(createGzip()) : body).pipe(response);
  });

test('a gzip bomb and a body of 600 MiB cost less than 50 MB of memory', async () => {
  await using server = await hostileServer();
  const paths = scaled(['bomb', 'huge'], ['bomb', 'huge', 'bomb/500', 'huge/404']);
  const calls = paths.flatMap((path) => [
    [server.url + path, 'GET'],
    [server.url + path, 'POST'],
  ]);
  const { outcomes, aboveIdleMb } = await runProgram('send', [JSON.stringify(calls)]);
  expect(outcomes.map(({ name }: { name: string }) => name)).toEqual(
    paths.flatMap(() => ['UnexpectedResponseError', 'OutcomeUnknownError']),
  );
  expect(server.requests).toHaveLength(2 * paths.length);
  expect(aboveIdleMb).toBeLessThan(50);
}, 60_000);

test.runIf(FULL_SCALE)(
  'plain axios takes the whole bomb in',
  async () => {
    await using server = await hostileServer();
    const { outcome, aboveIdleMb } = await runProgram('naive-get', [`${server.url}bomb`]);
    expect(outcome).toBe('answered');
    expect(aboveIdleMb).toBeGreaterThan(0.75 * BOMB_MIB);
  },
  60_000,
);
