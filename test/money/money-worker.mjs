/**
 * An application that sends money, as a process of its own, through the built library. `dieAt` names a point of a send at which it
 * kills itself, by patching Node's own modules, never ours.
 */
import fs from 'node:fs';
import http from 'node:http';
import { FileSendJournal, FileTokenStore, WalletClient } from '../../dist/index.js';

const { baseUrl, clientId, clientSecret, folder, dieAt, withoutJournal } = JSON.parse(process.env.MONEY_WORKER);
const client = new WalletClient({
  baseUrl,
  clientId,
  clientSecret,
  tokenStore: new FileTokenStore({ folder }),
  ...(!withoutJournal && { sendJournal: new FileSendJournal({ folder }) }),
});

const die = () => process.kill(process.pid, 'SIGKILL');
let journalLocks = 0;

const points = {
  'before begin': () => beforeJournalLock(1),
  'before sending': () => onCreate(() => die()),
  // It may have left or not, and the server may have begun, be at it, or be done; its answer is seen by nobody.
  'before the answer': () =>
    onCreate((send) => {
      setTimeout(die, Math.random() * 8);
      return send(die);
    }),
  'after the answer': () => beforeJournalLock(2),
};

function beforeJournalLock(turn) {
  const open = fs.openSync;
  fs.openSync = (...args) => {
    if (String(args[0]).endsWith('sends.json.lock')) {
      journalLocks += 1;
      if (journalLocks === turn) die();
    }
    return open(...args);
  };
}

function onCreate(action) {
  const request = http.request;
  http.request = (...args) => {
    const [{ method, path }] = args;
    if (method !== 'POST' || !/\/transactions\/(raw|complex)?$/.test(path)) return request(...args);
    return action((onResponse) => request(args[0], onResponse));
  };
}

points[dieAt]?.();

process.on('message', async ({ method, walletId, options }) => {
  const sent = 'quantity' in options ? { ...options, quantity: BigInt(options.quantity) } : options;
  const result = await client.transactions[method](walletId, sent).then(
    ({ id }) => ({ id }),
    ({ name, code, message }) => ({ error: { name, code, message } }),
  );
  process.send(result);
});
process.send('ready');
