/**
 * What signing a request costs beside the bare signature: `signRequest` with a 1 KiB body against `crypto.sign` of the same
 * key over the same signature base, in turns, medians of many rounds.
 *
 *   npx tsc -p src && node test/bench/investment-signing.mjs
 */
import { sign as cryptoSign, generateKeyPairSync } from 'node:crypto';
import { loadSigningKey, signRequest } from '../../dist/investment/index.js';

const ROUNDS = 201;
const PER_ROUND = 100;
const keys = [
  ['Ed25519', generateKeyPairSync('ed25519').privateKey],
  ['ECDSA P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
  ['ECDSA P-521', generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey],
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

for (const [name, privateKey] of keys) {
  const key = loadSigningKey({ keyId: '4f3b1e9a-7c55-4f0c-9e52-1f2a3b4c5d6e', key: privateKey });
  const request = { method: 'POST', url: 'https://sandbox.upvest.co/users', headers, body, key };
  const base = Buffer.from(signRequest(request).signatureBase);
  const hash = name === 'Ed25519' ? null : 'sha512';
  const bare = () => cryptoSign(hash, base, privateKey).toString('base64');
  const whole = () => signRequest(request);
  const times = { bare: [], whole: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.bare.push(microseconds(bare));
    times.whole.push(microseconds(whole));
  }
  const [bareMedian, wholeMedian] = [median(times.bare), median(times.whole)];
  process.stdout.write(
    `${name.padEnd(12)} crypto.sign ${bareMedian.toFixed(1)} µs · signRequest ${wholeMedian.toFixed(1)} µs · ${(wholeMedian / bareMedian).toFixed(2)} ×\n`,
  );
}

function microseconds(work) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < PER_ROUND; i += 1) work();
  return Number(process.hrtime.bigint() - start) / 1000 / PER_ROUND;
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}
