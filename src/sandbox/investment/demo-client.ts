import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { deriveAlphanumerics, deriveBytes, deriveUuid } from '../seeded.ts';
import type { InvestmentSandboxClient } from './options.ts';

/** One registered pair, its private half included: worth nothing outside the sandbox. */
export interface DemoKey {
  keyId: string;
  /** PKCS#8. */
  privateKeyPem: string;
}

/** What a client of the Investment API is given at onboarding. */
export interface DemoInvestmentClient extends DemoKey {
  clientId: string;
  clientSecret: string;
  /** The same client's second pair: ECDSA on P-521. The first is Ed25519. */
  ecdsa: DemoKey;
}

const READ_ONLY = 'instruments positions valuations prices account_returns credit_fundings files transactions';
const READ_AND_ADMIN =
  'accounts checks users taxes orders portfolios payments mandates topups fees reports webhooks reinvestments ' +
  'reference_accounts account_liquidations savings_plan savings_plans securities_transfers';

/** All that the documentation names (contract investment 3). */
const SCOPES: readonly string[] = [
  ...READ_ONLY.split(' ').map((name) => `${name}:read`),
  ...READ_AND_ADMIN.split(' ').flatMap((name) => [`${name}:read`, `${name}:admin`]),
  'virtual_cash_balances:admin',
  'tests:admin',
];

/** A pure function of the seed, like the demo client of the Blockchain API. */
export function demoInvestmentClient(seed: string): DemoInvestmentClient {
  return {
    clientId: deriveUuid(seed, 'investment client'),
    clientSecret: deriveAlphanumerics(seed, 'investment-client-secret', 64),
    ...demoKey(seed, 'investment-ed25519-key', ed25519),
    ecdsa: demoKey(seed, 'investment-p521-key', p521),
  };
}

/** The client as it is registered, once for each of its keys. */
export function registrations({ clientId, clientSecret, ecdsa, ...first }: DemoInvestmentClient) {
  return [first, ecdsa].map(
    ({ keyId, privateKeyPem }): InvestmentSandboxClient => ({
      clientId,
      clientSecret,
      keyId,
      publicKeyPem: createPublicKey(privateKeyPem).export({ format: 'pem', type: 'spki' }).toString(),
      scopes: SCOPES,
    }),
  );
}

function demoKey(seed: string, purpose: string, make: (bytes: Buffer) => KeyObject): DemoKey {
  const key = make(Buffer.from(deriveBytes(seed, purpose)));
  return {
    keyId: deriveUuid(seed, purpose),
    privateKeyPem: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

/** RFC 8410 section 7: any 32 bytes are a private key. */
function ed25519(bytes: Buffer): KeyObject {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  return createPrivateKey({ key: Buffer.concat([prefix, bytes.subarray(0, 32)]), format: 'der', type: 'pkcs8' });
}

/** 64 bytes are below the order of the curve, which has 521 bits. */
function p521(bytes: Buffer): KeyObject {
  const pair = createECDH('secp521r1');
  const d = Buffer.alloc(66);
  bytes.copy(d, 2);
  pair.setPrivateKey(d);
  const point = pair.getPublicKey().subarray(1);
  const [x, y] = [point.subarray(0, 66), point.subarray(66)].map((half) => half.toString('base64url'));
  if (x === undefined || y === undefined) throw new Error('The curve gave no point.');
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-521', d: d.toString('base64url'), x, y }, format: 'jwk' });
}
