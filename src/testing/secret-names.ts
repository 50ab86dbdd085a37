import type { JsonPath } from './json-text.ts';

/** What a secret is, as its placeholder says it: `refresh-token-1`. */
export type SecretKind = string;

/** Names without case, dashes, underscores and blanks, and what stands under them. */
const KINDS: Readonly<Record<string, SecretKind>> = {
  clientsecret: 'client-secret',
  accesstoken: 'access-token',
  refreshtoken: 'refresh-token',
  idtoken: 'id-token',
  clientassertion: 'client-assertion',
  authorization: 'authorization',
  proxyauthorization: 'authorization',
  cookie: 'cookie',
  setcookie: 'cookie',
  passphrase: 'passphrase',
  xupapipassphrase: 'passphrase',
  apikey: 'api-key',
  xupapikey: 'api-key',
  xapikey: 'api-key',
  xupapisignature: 'api-signature',
  xupsignature: 'webhook-signature',
  hmacsecretkey: 'webhook-secret',
  signature: 'signature',
  mnemonic: 'seed',
  seed: 'seed',
  seedhash: 'seed-hash',
  recoverykit: 'recovery-kit',
  crypto: 'key-file',
  bip38encryptedprivatekey: 'bip38-key',
  qrcodesvg: 'qr-code',
  qrcodepngbase64: 'qr-picture',
  pin: 'pin',
  otp: 'one-time-code',
  // In the hint of contract 4.1 it is the hash of a body that may hold a password, without salt.
  sha512: 'hash',
};

/** For names of newer APIs: the first that fits. */
const PATTERNS: readonly [RegExp, SecretKind][] = [
  [/passw(or)?d|passwort|pwd$/, 'password'],
  [/passphrase/, 'passphrase'],
  [/clientsecret/, 'client-secret'],
  [/secret/, 'secret'],
  [/privatekey|keymaterial/, 'private-key'],
  [/apikey/, 'api-key'],
  [/mnemonic|seedphrase/, 'seed'],
  [/recoverykit/, 'recovery-kit'],
  [/tokens?$/, 'token'],
  [/credentials?$/, 'credential'],
];

/** Of a field or a header; undefined for one that holds no secret. */
export function secretKindOf(name: string): SecretKind | undefined {
  const plain = name.toLowerCase().replace(/[-_\s]/g, '');
  return Object.hasOwn(KINDS, plain) ? KINDS[plain] : PATTERNS.find(([pattern]) => pattern.test(plain))?.[1];
}

/** What says how a key file was made is no secret; a wallet's software reads it before it decrypts. */
const OPEN_IN_KEY_FILE = new Set(['cipher', 'kdf', 'prf', 'version', 'hashfunction']);

/** Of a value in JSON: everything below a secret name is secret, too. */
export function secretKindAt(path: JsonPath): SecretKind | undefined {
  const last = path.at(-1)?.toLowerCase() ?? '';
  const above = path.findIndex((name) => secretKindOf(name) !== undefined);
  const kind = secretKindOf(path[above] ?? '');
  if (above < path.length - 1 && OPEN_IN_KEY_FILE.has(last)) return undefined;
  // Only the object of that name is a key file's; a text may be the name of a coin.
  return kind === 'key-file' && above === path.length - 1 ? undefined : kind;
}

const SPOKEN = `
  access_token active address algorithm amount api_key assets asset_id authorization balances base64 bearer bip38_encrypted_private_key
  bitcoin client_id client_secret clientele confirmed confirmations contract cursor detail details domain echo echo-oauth2 error
  error_description ethereum_function_call ethereum_ropsten exponent expires_in fee_info gas_limit gas_price grant_type index
  input_format invalid_client invalid_grant invalid_request invalid_scope invalid_token keystore_file location locationtype message
  metadata new_password next oauth2 offboard old_password output_format page_size parameters passphrase password pending previous protocol
  public_key quantity raw_tx reason recipient recover recovery recoverykit refresh_token rejected result results scope secret seedhash
  sender signature status success symbol tenancy token token_type transaction transactions txhash type unsupported_grant_type upvest
  user_agent username users utxos version wallet wallet_id wallet_ids wallets webhooks write zip_base64 application/json
  application/x-www-form-urlencoded content-type text/html text/plain www-authenticate
`
  .trim()
  .split(/\s+/);

const SHORTEST = 8;
const SHORTEST_OF_DIGITS = 12;

/**
 * Whether a secret can be told from other text wherever it stands. One that is short, a few digits, or a word that the API itself
 * speaks would be found in places where it is none.
 */
export function isTellable(secret: string): boolean {
  if (secret.length < SHORTEST || (/^\d+$/.test(secret) && secret.length < SHORTEST_OF_DIGITS)) return false;
  const lower = secret.toLowerCase();
  return !SPOKEN.some((word) => word.includes(lower));
}
