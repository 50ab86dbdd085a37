import { expect, test } from 'vitest';
import { EVERYTHING_ELSE, startFaultServer, TOKEN_ENDPOINT } from './fault-server.ts';
import { FAULTS, faultNamed } from './faults.ts';

test('every fault has a name of its own', () => {
  const names = FAULTS.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('only the requests that are meant meet the fault, and another can be played at the same address', async () => {
  const refused = faultNamed('every request is answered with 403');
  await using server = await startFaultServer({ fault: refused, where: { path: /\/assets\/$/, nth: 2 } });
  const statuses = async (...paths: string[]) => {
    const all: number[] = [];
    for (const path of paths) all.push((await fetch(server.baseUrl + path)).status);
    return all;
  };
  expect(await statuses('assets/', 'kms/wallets/', 'assets/?page_size=1', 'assets/')).toEqual([200, 200, 403, 200]);
  server.play(faultNamed('every request is answered with 409'), EVERYTHING_ELSE);
  expect(await statuses('assets/', 'kms/wallets/')).toEqual([409, 409]);
  server.play(undefined, TOKEN_ENDPOINT);
  expect(await statuses('assets/', 'elsewhere')).toEqual([200, 404]);
  expect(server.requests.filter(({ faulty }) => faulty)).toHaveLength(3);
});
