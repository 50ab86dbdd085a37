import { hex } from '@scure/base';
import { sameSecret } from '../constant-time.ts';
import type { RandomBytes } from '../random.ts';
import { deriveBytes } from '../seeded.ts';
import type { User } from '../users.ts';
import { closeKitSeed, encodeKitSeed, type KitSeed, openKitSeed } from './kit-seed.ts';
import { messageField, textField, uintField } from './protobuf.ts';
import { type BoxKeyPair, boxKeyPair, sealBox } from './sealed-box.ts';
import type { Tenant } from './tenant.ts';

/** The kit's layout, which the vendor counts on its own. */
const VERSION = '1';
/** So that a kit always fits into a QR code; in UTF-16 units. */
const MAX_USER_AGENT_LENGTH = 200;

/** What the creator of a user says about the circumstances (contract 4.2). */
export interface Circumstances {
  clientIp: string;
  userAgent: string;
}

/**
 * Makes recovery kits and opens the seeds in them (contract 4.3). A kit is sealed twice: the tenant opens the kit, but the
 * seed in it only the service, so that neither can take a user's keys without the other.
 */
export class RecoveryKits {
  readonly #tenant: Tenant;
  readonly #clock: () => number;
  readonly #randomBytes: RandomBytes;
  readonly #serviceKeys: BoxKeyPair;

  constructor(options: { seed: string; tenant: Tenant; clock: () => number; randomBytes: RandomBytes }) {
    this.#tenant = options.tenant;
    this.#clock = options.clock;
    this.#randomBytes = options.randomBytes;
    this.#serviceKeys = boxKeyPair(deriveBytes(options.seed, 'recovery-service-key').subarray(0, 32));
  }

  /** The kit as base64 of the sealed box. From now on it is this kit's seed hash that recovers the user. */
  make(user: User, seed: Uint8Array, { clientIp, userAgent }: Circumstances): string {
    const kitSeed = closeKitSeed(seed, this.#serviceKeys.publicKey, this.#randomBytes);
    user.kitSeedHash = hex.encode(kitSeed.hash);
    const message = Buffer.concat([
      messageField(1, encodeKitSeed(kitSeed)),
      textField(2, user.kitSeedHash),
      textField(3, `${this.#tenant.prefix}|${user.username}`),
      uintField(4, Math.floor(this.#clock() / 1000)),
      textField(5, clientIp),
      textField(6, VERSION),
      textField(7, userAgent.slice(0, MAX_USER_AGENT_LENGTH)),
      uintField(8, user.userId),
    ]);
    const box = sealBox(message, this.#tenant.kitKeys.publicKey, this.#randomBytes);
    return Buffer.from(box).toString('base64');
  }

  /** The user's seed; undefined if the kit is another user's, or was tampered with. */
  open(user: User, kitSeed: KitSeed): Uint8Array | undefined {
    const right = user.kitSeedHash !== null && sameSecret(hex.encode(kitSeed.hash), user.kitSeedHash);
    return right ? openKitSeed(kitSeed, this.#serviceKeys) : undefined;
  }
}
