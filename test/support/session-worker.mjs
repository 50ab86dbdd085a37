/**
 * An embedding application as a process of its own: shares a profile through the built library and does over IPC what a test asks.
 * `UPVEST_WORKER_DIE_AT` names a point of a renewal at which it kills itself, by patching Node's own modules, never ours.
 */
import fs from 'node:fs';
import http from 'node:http';
import { FileTokenStore, WalletClient } from '../../dist/index.js';

const { baseUrl, clientId, clientSecret, folder, naive } = JSON.parse(process.env.UPVEST_WORKER_OPTIONS);
const tokenStore = naive
  ? (await import('./naive-token-store.mjs')).naiveTokenStore(folder)
  : new FileTokenStore({ folder, lockTimeoutMs: 30_000 });
const client = new WalletClient({ baseUrl, clientId, clientSecret, tokenStore, timeoutMs: 40_000 });

const die = () => process.kill(process.pid, 'SIGKILL');

const points = {
  'before the lock': () => before(fs, 'openSync', ([path]) => String(path).endsWith('.lock')),
  'holding the lock': () => {
    let locked = false;
    before(fs, 'openSync', ([path]) => {
      if (String(path).endsWith('.lock')) locked = true;
      return locked && String(path).endsWith('credentials.json');
    });
  },
  'before sending': () => before(http, 'request', () => true),
  'before the answer': () => {
    const request = http.request;
    http.request = (...args) => request(...args).once('finish', () => setTimeout(die, 5));
  },
  'between answer and rename': () => before(fs, 'renameSync', () => true),
  'after the rename': () => {
    const rename = fs.renameSync;
    fs.renameSync = (...args) => {
      rename(...args);
      die();
    };
  },
};

function before(module, name, applies) {
  const original = module[name];
  module[name] = (...args) => {
    if (applies(args)) die();
    return original(...args);
  };
}

points[process.env.UPVEST_WORKER_DIE_AT]?.();

const actions = {
  call: async () => (await client.assets.list().take(1)).length,
  token: () => client.accessToken(),
  login: (credentials) => client.login(credentials).then(() => 'logged in'),
  loop: async ({ loops, ms, pauseMs = 0 }) => {
    const end = Date.now() + ms;
    let calls = 0;
    const failures = [];
    const run = async () => {
      while (Date.now() < end) {
        await client.echo('soak').then(
          () => {
            calls += 1;
          },
          (error) => failures.push(`${error.name}: ${error.message}`),
        );
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    };
    await Promise.all(Array.from({ length: loops }, run));
    return { calls, failures };
  },
};

process.on('message', async ({ id, action, argument }) => {
  const result = await Promise.resolve(actions[action](argument)).then(
    (value) => ({ value }),
    (error) => ({ error: { name: error.name, code: error.code, message: error.message } }),
  );
  process.send({ id, ...result });
});
process.send({ id: 'ready' });
