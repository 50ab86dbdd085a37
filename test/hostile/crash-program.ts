import { SECRETS } from '../support/client.ts';
import { clientAt } from './client.ts';
import { IDS } from './good-answers.ts';
import { NaiveClient } from './naive-client.ts';

/** Sends, and does not catch: argument 1 is the base URL; argument 2, `naive`, sends as it is done all over. */
const [baseUrl = '', how] = process.argv.slice(2);
if (how === 'naive') {
  await new NaiveClient(baseUrl, new AbortController().signal).send();
} else {
  const { client } = await clientAt(baseUrl);
  await client.login({ username: 'ada', password: SECRETS.password });
  await client.transactions.create(IDS.wallet, {
    password: SECRETS.password,
    assetId: IDS.asset,
    recipient: IDS.recipient,
    quantity: 1n,
  });
}
