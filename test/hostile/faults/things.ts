import type { Fault } from '../fault.ts';
import { HARMLESS, outcomes } from '../outcomes.ts';
import { changes } from './answering.ts';

// The server says for certain that it signed; what it gave is of no use, and nothing moved.
const WRONG = outcomes('unexpected', 'unexpected', 'unexpected');
const ORDER = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141';

/** Well-formed signatures that sign nothing, or something else. */
export const WRONG_SIGNATURES: Fault[] = [
  signature('r is zero', { r: '0x0' }),
  signature('s is zero', { s: '0x0' }),
  signature('r is the order of the group', { r: ORDER }),
  signature('s is beyond 256 bits', { s: 'f'.repeat(65) }),
  signature('s is of another signature', { s: '1'.repeat(64) }),
  signature('r is no number', { r: '0xhello' }),
  signature('r is empty', { r: '' }),
  signature('r is a million digits long', { r: '1'.repeat(1_000_000) }),
  signature('the recovery number is another', { recover: 0 }),
  signature('the recovery number is huge', { recover: 2 ** 53 - 1 }),
  signature('the recovery number is negative', { recover: -1 }),
  signature('the public key is on no curve', { public_key: { x: '1', y: '1' } }),
  signature('the public key is zero', { public_key: { x: '0', y: '0' } }),
  signature('the public key is of somebody else', {
    public_key: {
      x: 'c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5',
      y: '1ae168fea63dc339a3c58419466ceaeef7f632653266d0e1236431a950cfe52a',
    },
  }),
  signature('the format is another than asked for', { big_number_format: 'decimal' }),
  signature('the format is unknown', { big_number_format: 'constructor' }),
  signature('the curve is another', { curve: 'P-256' }),
  signature('the algorithm is another', { algorithm: 'none' }),
];

function signature(name: string, wrong: object): Fault {
  return changes(
    `a signature comes back whose ${name}`.replace('whose the', 'of which the'),
    (good) => JSON.stringify({ ...good, ...wrong }),
    WRONG,
    { paths: /\/sign$/ },
  );
}

const ONE_THING = /\/(wallets|transactions)\/[0-9a-f-]{36}$/;

/** Wallets and transactions that never become what is waited for, or are of an unknown kind. The sets are open (contract 3.3, 3.5). */
export const ODD_THINGS: Fault[] = [
  // Only who waits for it minds.
  ...['PENDING', 'QUEUED', 'constructor', '', '\u001b[2J'].map((status) =>
    changes(
      `the status is ${JSON.stringify(status)} for ever`,
      (good) => JSON.stringify({ ...good, status }),
      outcomes(['done', 'timeout'], 'done', 'done'),
      { paths: ONE_THING, most: { read: 1_000 } },
    ),
  ),
  ...['constructor', '__proto__', 'toString', '', 'x'.repeat(100_000), '\u001b[2J'].map((protocol) =>
    changes(
      `the protocol is ${protocol.length > 20 ? 'a hundred thousand characters long' : JSON.stringify(protocol)}`,
      (good) => JSON.stringify({ ...good, protocol }),
      HARMLESS,
      { paths: /\/wallets\/[0-9a-f-]{36}$/ },
    ),
  ),
];
