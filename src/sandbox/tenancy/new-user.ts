import type { Asset } from '../../wire.ts';
import { findAsset } from '../assets.ts';
import { ApiFailure } from '../error-envelope.ts';
import type { UserKeys } from '../keys/derivation.ts';
import { familyOf } from '../keys/families.ts';
import { qrModules, qrSvg } from '../offboarding/qr-code.ts';
import { RequestBody } from '../request-body.ts';
import type { RouteParts } from '../route.ts';
import type { User } from '../users.ts';
import type { WalletBook } from '../wallet-book.ts';
import type { WalletRecord } from '../wallet-record.ts';
import type { Circumstances } from './recovery-kits.ts';

/** In UTF-16 units: Django's, and what leaves a recovery kit room in a QR code. */
const MAX_USERNAME_LENGTH = 150;
/** The longest text of an IPv6 address. */
const MAX_IP_LENGTH = 45;

interface NewUser {
  username: string;
  password: string;
  assets: Asset[];
  circumstances: Circumstances;
  raw: boolean;
  async: boolean;
}

interface CreatedUser {
  username: string;
  recoverykit: string | null;
  wallet_ids?: string[];
}

/**
 * Contract 4.2: makes a user, its wallets and its recovery kit. With `async` the kit is null, since the contract has it
 * come by webhook, of which the sandbox has none.
 */
export async function createUser(
  bodyText: string,
  { users, wallets, kits, persist }: RouteParts,
): Promise<CreatedUser> {
  const asked = parseNewUser(RequestBody.parse(bodyText));
  const made = await users.create(asked.username, asked.password);
  if (made === undefined) throw duplicateUsername();
  const { user, keys, seed } = made;
  const opened = openWallets(user, keys, asked.assets, wallets);
  const kit = kits.make(user, seed, asked.circumstances);
  await persist();
  const shownKit = asked.raw ? kit : qrSvg(qrModules(kit));
  const answer: CreatedUser = { username: user.username, recoverykit: asked.async ? null : shownKit };
  if (asked.assets.length > 0) answer.wallet_ids = opened.map(({ id }) => id);
  return answer;
}

function parseNewUser(body: RequestBody): NewUser {
  const username = body.text('username');
  if (username.length > MAX_USERNAME_LENGTH || /\p{Cc}/u.test(username)) {
    throw body.refuse('username', 'invalid', `is longer than ${MAX_USERNAME_LENGTH} or has control characters`);
  }
  const clientIp = optionalText(body, 'client_ip');
  if (clientIp.length > MAX_IP_LENGTH) throw body.refuse('client_ip', 'invalid', 'is not an IP address');
  return {
    username,
    password: body.text('password'),
    assets: (body.optionalList('asset_ids') ?? []).map((id) => {
      const asset = typeof id === 'string' ? findAsset(id.toLowerCase()) : undefined;
      if (asset === undefined) throw body.refuse('asset_ids', 'invalid', 'has an asset that there is not');
      return asset;
    }),
    circumstances: { clientIp, userAgent: optionalText(body, 'user_agent') },
    raw: body.optionalFlag('raw') ?? false,
    async: body.optionalFlag('async') ?? false,
  };
}

/** Clients send null for what they were not given. */
function optionalText(body: RequestBody, name: string): string {
  return body.value(name) == null ? '' : body.text(name, { allowEmpty: true });
}

/** One wallet for each network, which may still be PENDING when its second asset is added (contract 3.4, 4.2). */
function openWallets(user: User, keys: UserKeys, assets: readonly Asset[], book: WalletBook): WalletRecord[] {
  const opened = new Map<string, WalletRecord>();
  for (const asset of assets) {
    const { protocol } = familyOf(asset.protocol);
    const wallet = opened.get(protocol);
    if (wallet === undefined) opened.set(protocol, book.open(user, keys, asset, null));
    else book.list(wallet, asset);
  }
  return [...opened.values()];
}

/** Word for word what the service answered (contract 1.3). */
function duplicateUsername(): ApiFailure {
  return new ApiFailure(409, 'User with given username exists already', {
    details: [
      {
        domain: 'clientele',
        location: 'username',
        locationType: 'parameter',
        message: 'Duplicate Value',
        reason: 'duplicateValue',
      },
    ],
  });
}
