import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { FileTokenStore, WalletClient } from '../../src/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { TOKEN_PATH } from '../support/session.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PASSWORD = 'SENTINEL-password-5d1f';

function everyPrintedForm(value: unknown): string {
  const forms = [inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: false }), String(value)];
  try {
    forms.push(JSON.stringify(value) ?? '', JSON.stringify({ ...(value as object) }));
  } catch {
    // Circular: then it cannot be printed that way either.
  }
  if (value instanceof Error) forms.push(value.stack ?? '', JSON.stringify(value, Object.getOwnPropertyNames(value)));
  return forms.join('\n');
}

test('no public object and no error shows a secret in any printed form, and the password is nowhere after login', async () => {
  using folder = tempFolder();
  await using sandbox = await startSandbox({ users: [{ username: 'someone', password: PASSWORD, wallets: 1 }] });
  const { clientId, clientSecret } = sandbox.demo;
  const events: unknown[] = [];
  const tokenStore = new FileTokenStore({ folder: folder.path });
  const client = new WalletClient({
    baseUrl: sandbox.baseUrl,
    clientId,
    clientSecret,
    tokenStore,
    maxAttempts: 1,
    onRequest: (event) => events.push(event),
    onResponse: (event) => events.push(event),
  });
  const tokens = await client.login({ username: 'someone', password: PASSWORD });
  const errors: unknown[] = [];
  const collect = (promise: Promise<unknown>) => promise.catch((error) => errors.push(error));
  await collect(client.login({ username: 'someone', password: `${PASSWORD}-wrong` }));
  sandbox.faults.add({
    path: TOKEN_PATH,
    action: {
      kind: 'status',
      status: 400,
      body: JSON.stringify({ error: 'x', error_description: `no ${PASSWORD} ${clientSecret}` }),
    },
  });
  await collect(client.login({ username: 'someone', password: PASSWORD }));
  sandbox.faults.add({
    path: TOKEN_PATH,
    action: { kind: 'status', status: 200, body: JSON.stringify({ access_token: 7, secret: PASSWORD }) },
  });
  await collect(client.login({ username: 'someone', password: PASSWORD }));
  sandbox.faults.add({ path: TOKEN_PATH, action: { kind: 'dropAfter' } });
  await collect(client.login({ username: 'someone', password: PASSWORD }));
  sandbox.faults.add({
    path: 'assets/',
    action: {
      kind: 'status',
      status: 400,
      body: JSON.stringify({ error: { code: 400, message: `you sent ${tokens.accessToken}` } }),
    },
  });
  await collect(client.assets.list().take(1));
  await collect(client.wallets.retrieve('no-such-wallet'));
  expect(errors).toHaveLength(6);
  const secrets = [PASSWORD, clientSecret, tokens.accessToken, String(tokens.refreshToken)];
  for (const thing of [
    client,
    tokens,
    tokenStore,
    await client.status(),
    client.wallets,
    client.assets,
    client.wallets.list(),
    events,
    ...errors,
  ]) {
    const printed = everyPrintedForm(thing);
    for (const secret of secrets) expect(printed).not.toContain(secret);
  }
});

test('counter-example: a plain object with tokens shows them in the same forms', () => {
  expect(everyPrintedForm({ accessToken: 'SENTINEL' })).toContain('SENTINEL');
});
