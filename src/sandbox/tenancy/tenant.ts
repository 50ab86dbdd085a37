import { deriveAlphanumerics, deriveBytes } from '../seeded.ts';
import { type BoxKeyPair, boxKeyPair } from './sealed-box.ts';

/** A customer of the service, whose application signs its requests (contract 4.1) and keeps its users' recovery kits. */
export interface Tenant {
  /** What usernames in recovery kits are prefixed with, and a `|` (contract 4.2). */
  prefix: string;
  /** The API key's id, 22 characters. */
  key: string;
  /** Signs requests; used as its UTF-8 text. */
  secret: string;
  passphrase: string;
  /** Recovery kits are sealed for it (contract 4.3). */
  kitKeys: BoxKeyPair;
}

/** The one tenant of a sandbox; a pure function of the seed. */
export function demoTenant(seed: string): Tenant {
  return {
    prefix: 'sandbox',
    key: deriveAlphanumerics(seed, 'demo-api-key', 22),
    secret: deriveAlphanumerics(seed, 'demo-api-secret', 64),
    passphrase: deriveAlphanumerics(seed, 'demo-api-passphrase', 32),
    kitKeys: boxKeyPair(deriveBytes(seed, 'demo-kit-key').subarray(0, 32)),
  };
}
