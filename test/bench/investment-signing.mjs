/**
 * What signing a request costs beside the bare signature: `signRequest` with a 1 KiB body against `crypto.sign` of the same
 * key over the same signature base, in turns: the fastest tenth of many rounds, which other programs disturb least, and the medians.
 *
 *   npx tsc -p src && node test/bench/investment-signing.mjs
 */
import { sign as cryptoSign, generateKeyPairSync } from 'node:crypto';
import { loadavg } from 'node:os';
import { loadSigningKey, signRequest } from '../../dist/investment/index.js';

const ROUNDS = 201;
const keys = [
  ['Ed25519', generateKeyPairSync('ed25519').privateKey, 100],
  ['ECDSA P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 100],
  ['ECDSA P-521', generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey, 5],
];
const body = Buffer.alloc(1024, '{"first_name":"Nilam","last_name":"Testfall"}');
const headers = {
  accept: 'application/json',
  'upvest-client-id': 'ebabcf4d-61c3-4942-875c-e265a7c2d062',
  'upvest-api-version': '1',
  authorization: `Bearer ${'t'.repeat(60)}`,
  'content-type': 'application/json',
  'idempotency-key': 'abcdef01-2345-4678-9abc-def012345678',
};

for (const [name, privateKey, perRound] of keys) {
  const key = loadSigningKey({ keyId: '4f3b1e9a-7c55-4f0c-9e52-1f2a3b4c5d6e', key: privateKey });
  const request = { method: 'POST', url: 'https://sandbox.upvest.co/users', headers, body, key };
  const base = Buffer.from(signRequest(request).signatureBase);
  const hash = name === 'Ed25519' ? null : 'sha512';
  const bare = () => cryptoSign(hash, base, privateKey).toString('base64');
  const whole = () => signRequest(request);
  const times = { bare: [], whole: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.bare.push(microseconds(bare, perRound));
    times.whole.push(microseconds(whole, perRound));
  }
  const columns = [
    ['fastest tenth', 0.1],
    ['median', 0.5],
  ].map(([title, quantile]) => {
    const [bareTime, wholeTime] = [at(times.bare, quantile), at(times.whole, quantile)];
    return `${title}: ${bareTime.toFixed(1)} µs, ${wholeTime.toFixed(1)} µs, ${(wholeTime / bareTime).toFixed(2)} ×`;
  });
  process.stdout.write(`${name.padEnd(12)} crypto.sign, signRequest · ${columns.join(' · ')}\n`);
}
process.stdout.write(`load ${loadavg()[0].toFixed(1)}\n`);

function microseconds(work, times) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < times; i += 1) work();
  return Number(process.hrtime.bigint() - start) / 1000 / times;
}

function at(values, quantile) {
  return values.sort((a, b) => a - b)[Math.floor(values.length * quantile)];
}
