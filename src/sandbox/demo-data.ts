import { ARWEAVE_ID, ASSETS, BITCOIN_ID, ETHER_ID, EXAMPLE_COIN_ID, FAUCET_TOKEN_ID, findAsset } from './assets.ts';
import type { UserKeys } from './keys/derivation.ts';
import type { OAuthClient } from './oauth/clients.ts';
import { deriveAlphanumerics } from './seeded.ts';
import type { User } from './users.ts';
import type { WalletBook } from './wallet-book.ts';

/** Easy to type: the demo user is logged in by hand. Worth nothing outside the sandbox. */
export const DEMO_USERNAME = 'demo';
export const DEMO_PASSWORD = 'open-sesame';

/** 2020-01-01; wallets follow an hour apart, so that listings and recorded fixtures are the same every time. */
const FIRST_WALLET_MS = Date.UTC(2020, 0, 1);
const HOUR_MS = 3_600_000;

/** Credentials in the vendor's form: 40 and 128 letters and digits (contract 2.3). */
export function demoClient(seed: string): OAuthClient {
  return {
    clientId: deriveAlphanumerics(seed, 'demo-client-id', 40),
    clientSecret: deriveAlphanumerics(seed, 'demo-client-secret', 128),
  };
}

interface WalletPlan {
  index: number | null;
  /** Asset id and amount in its smallest unit. */
  balances: readonly (readonly [assetId: string, amount: string])[];
  pending?: boolean;
}

/**
 * Oldest first. Every protocol, and the amounts that a client may get wrong: far above 2^64 and 2^53, one smallest unit,
 * zero, 12 and 18 decimals side by side, index null beside index 0, and one wallet that is not ready and has no address.
 */
const DEMO_WALLETS: readonly WalletPlan[] = [
  {
    index: null,
    balances: [
      [ETHER_ID, '1500000000000000000'],
      [EXAMPLE_COIN_ID, '250000000000000'],
      [FAUCET_TOKEN_ID, '42000000000000000000'],
    ],
  },
  { index: null, balances: [[BITCOIN_ID, '50000000']] },
  { index: null, balances: [[ARWEAVE_ID, '7250000000000']] },
  { index: 0, balances: [[ETHER_ID, '123456789012345678901234567890']] },
  { index: 0, balances: [[BITCOIN_ID, '1']] },
  { index: 0, balances: [[ARWEAVE_ID, '0']] },
  {
    index: 1,
    balances: [
      [ETHER_ID, '1'],
      [EXAMPLE_COIN_ID, '1'],
    ],
  },
  { index: 1, balances: [[BITCOIN_ID, '2099999997690000']] },
  { index: 2, balances: [[EXAMPLE_COIN_ID, '340282366920938463463374607431768211455']] },
  { index: 3, balances: [[FAUCET_TOKEN_ID, '18446744073709551616']] },
  { index: 4, balances: [[ETHER_ID, '0']] },
  { index: 1, balances: [[ARWEAVE_ID, '0']], pending: true },
];

export function placeDemoWallets(user: User, keys: UserKeys, book: WalletBook): void {
  DEMO_WALLETS.forEach(({ index, balances, pending = false }, position) => {
    const createdAtMs = FIRST_WALLET_MS + position * HOUR_MS;
    const assets = balances.map(([assetId]) => findAsset(assetId)).filter((asset) => asset !== undefined);
    const first = assets[0];
    if (first === undefined) throw new Error('A demo wallet without an asset.');
    const wallet = book.place(user, keys, { asset: first, index, at: { createdAtMs, pending } });
    wallet.balances = balances.map(([assetId, amount]) => ({ assetId, amount }));
  });
}

/** Wallets for a test's user: one per network in turn, indices null, 0, 1, …; the n-th holds n of its smallest unit. */
export function placeNumberedWallets(user: User, keys: UserKeys, book: WalletBook, count: number): void {
  const natives = ASSETS.filter((asset) => !asset.protocol.startsWith('erc20'));
  for (let number = 0; number < count; number++) {
    const asset = natives[number % natives.length];
    if (asset === undefined) return;
    const round = Math.floor(number / natives.length);
    const index = round === 0 ? null : round - 1;
    const wallet = book.place(user, keys, { asset, index, at: { createdAtMs: FIRST_WALLET_MS + number } });
    wallet.balances = [{ assetId: asset.id, amount: String(number) }];
  }
}
