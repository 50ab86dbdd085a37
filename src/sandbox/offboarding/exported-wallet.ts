import type { UserKeys } from '../keys/derivation.ts';
import { familyOf } from '../keys/families.ts';
import type { RandomBytes } from '../random.ts';
import type { WalletRecord } from '../wallet-record.ts';
import { encryptBip38 } from './bip38.ts';
import { type KeystoreFile, makeKeystoreFile } from './keystore-file.ts';
import { qrModules, qrPng, qrSvg } from './qr-code.ts';

interface Exported {
  id: string;
  address: string;
  protocol: string;
}

/** One of the off-boarding answer's `results` (contract 3.8). */
export type ExportedWallet =
  | (Exported & { keystore_file: KeystoreFile })
  | (Exported & { bip38_encrypted_private_key: string; qr_code_svg: string; qr_code_png_base64: string });

/**
 * A wallet's key under the user's password, in the format that software of its network opens. Undefined for a network
 * without such a format in the contract: Arweave.
 */
export async function exportWallet(
  wallet: WalletRecord,
  { keys, password, randomBytes }: { keys: UserKeys; password: string; randomBytes: RandomBytes },
): Promise<ExportedWallet | undefined> {
  const { id, address, protocol } = wallet;
  const key = keys.walletKey(familyOf(protocol), wallet.index);
  if (protocol.startsWith('ethereum')) {
    const { privateKey } = key;
    const keystoreFile = await makeKeystoreFile({ id, address, privateKey }, password, randomBytes);
    return { id, address, protocol, keystore_file: keystoreFile };
  }
  if (protocol.startsWith('bitcoin')) {
    const text = await encryptBip38(key, password);
    const modules = qrModules(text);
    return {
      id,
      address,
      protocol,
      bip38_encrypted_private_key: text,
      qr_code_svg: qrSvg(modules),
      qr_code_png_base64: qrPng(modules).toString('base64'),
    };
  }
  return undefined;
}
