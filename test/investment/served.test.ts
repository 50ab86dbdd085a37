import { expect, it } from 'vitest';
import { InvestmentClient, loadSigningKey } from '../../src/investment/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';

function clientOf({ investment }: Sandbox, signingKey = { ...investment, key: investment.privateKeyPem }) {
  return new InvestmentClient({ ...investment, signingKey });
}

it('startSandbox serves the Investment API beside the other, to either key of the demo client', async () => {
  await using sandbox = await startSandbox();
  const { investment } = sandbox;
  const { keyId, privateKeyPem: key } = investment.ecdsa;
  for (const client of [clientOf(sandbox), clientOf(sandbox, { ...investment, keyId, key })]) {
    const users = await client.paginate<{ last_name: string }>({ path: '/users', scope: 'users:read' }).take(2);
    expect(users.map(({ last_name }) => last_name)).toEqual(['Testfall 1', 'Testfall 2']);
    const body = { first_name: 'Nilam', last_name: 'Testfall' };
    const made = await client.request({ method: 'POST', path: '/users', scope: 'users:admin', body });
    expect(made).toMatchObject({ status: 201, body });
    client.close();
  }
});

it('the demo client is a pure function of the seed', async () => {
  const [first, same, other] = await Promise.all(
    ['a', 'a', 'b'].map(async (seed) => {
      await using sandbox = await startSandbox({ seed });
      const { baseUrl: _own, ...investment } = sandbox.investment;
      return investment;
    }),
  );
  expect(same).toEqual(first);
  expect(other?.privateKeyPem).not.toBe(first?.privateKeyPem);
  const { keyId = '', privateKeyPem: key = '' } = first?.ecdsa ?? {};
  expect(loadSigningKey({ keyId, key }).algorithm).toBe('ecdsa-p521-sha512');
});

it('paths of neither API stay what they were: 404 in plain text', async () => {
  await using sandbox = await startSandbox();
  const origin = sandbox.investment.baseUrl;
  for (const path of ['/', '/orders', '/1.0/users', '/1.0/auth/token', '/statement/', '/userss']) {
    const response = await fetch(origin + path);
    expect([path, response.status, await response.text()]).toEqual([path, 404, 'Not Found']);
  }
  expect((await fetch(`${origin}/users`)).headers.get('content-type')).toBe('application/problem+json');
});

it('faults can be armed for it like for the other', async () => {
  await using sandbox = await startSandbox({
    faults: [{ path: '/users', action: { kind: 'status', status: 503 }, times: 1 }],
  });
  const client = clientOf(sandbox);
  expect((await client.request({ method: 'GET', path: '/users', scope: 'users:read' })).status).toBe(200);
  expect(sandbox.stats().apiRequests).toMatchObject({ 503: 1 });
  client.close();
});
