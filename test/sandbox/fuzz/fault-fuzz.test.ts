import { expect, test } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { scaled } from '../../support/scale.ts';
import { logIn } from '../support.ts';
import { mutateValue } from './mutations.ts';
import { Random } from './random.ts';
import { startSandboxProcess } from './sandbox-process.ts';
import { faultTemplate } from './templates.ts';
import { exchange } from './wire-client.ts';

const FAULTS = scaled(30, 1_500);

test(`${FAULTS} faults of any kind make a client suffer and never the sandbox`, { timeout: 300_000 }, async () => {
  await using process = await startSandboxProcess();
  const { port } = process.facts;
  const sandbox = process.facts as unknown as Sandbox;
  const { access_token } = await logIn(sandbox);
  const random = new Random(7);
  const control = (method: string, body = '') => {
    const head = `${method} /_sandbox/faults HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n`;
    return exchange(port, [Buffer.from(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)]);
  };
  const probe = Buffer.from(
    `GET /1.0/assets/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ${access_token}\r\n\r\n`,
  );
  const armed: Record<number, number> = {};
  for (let index = 0; index < FAULTS; index++) {
    const fault = faultTemplate(random).body as { action: { headers?: unknown; status?: unknown } };
    fault.action.headers = headersOf(random);
    fault.action.status = random.pick([200, 204, 304, 401, 429, 503, 205, 599]);
    const changed = random.chance(0.5) ? fault : mutateValue(random, fault);
    const status = (await control('POST', JSON.stringify(changed) ?? ''))?.[0]?.status ?? 0;
    armed[status] = (armed[status] ?? 0) + 1;
    await exchange(port, [probe], { hangUp: true });
    expect((await control('DELETE'))?.[0]?.status).toBe(204);
  }
  console.log(`faults: ${JSON.stringify(armed)}`);
  expect(Object.keys(armed)).toEqual(['201', '400']);
  const health = await process.health();
  expect(health.failures).toEqual([]);
  expect(process.noise()).toBe('');
  expect((await exchange(port, [probe]))?.[0]?.status).toBe(200);
});

/** Also those that frame the answer, which a fault may well get wrong. */
function headersOf(random: Random): Record<string, string> {
  const names = [
    'Content-Length',
    'Transfer-Encoding',
    'Connection',
    'Content-Type',
    'Trailer',
    'Upgrade',
    '__proto__',
    'Set-Cookie',
    'Location',
    'Date',
  ];
  const values = ['5', '99999', '-1', 'chunked', 'gzip', 'close', '', 'text/html', 'x'.repeat(3_000)];
  return Object.fromEntries([1, 2].map(() => [random.pick(names), random.pick(values)]));
}
