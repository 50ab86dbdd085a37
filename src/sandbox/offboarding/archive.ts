import { strToU8, zipSync } from 'fflate';
import type { ExportedWallet } from './exported-wallet.ts';

/** Contract 3.8. */
export interface OffboardMetadata {
  username: string;
  total_wallet_count: number;
  offboarded_wallet_count: number;
}

/** Zip knows no time before 1980 and none without a zone of its own; one fixed time keeps both from mattering. */
const ENTRY_TIME = new Date(1980, 0, 1);

/** The zip with the entries of contract 3.8, whose contents are the very bytes of the answer's JSON fields. */
export function zipExport(metadata: OffboardMetadata, wallets: readonly ExportedWallet[]): Uint8Array {
  const entries: Record<string, Uint8Array> = { 'metadata.json': json(metadata) };
  for (const wallet of wallets) {
    const stem = `${wallet.protocol.replace(/_(ropsten|testnet)$/, '')}_${wallet.address}`;
    if ('keystore_file' in wallet) {
      entries[`${stem}.json`] = json(wallet.keystore_file);
    } else {
      entries[`${stem}/${stem}.txt`] = strToU8(wallet.bip38_encrypted_private_key);
      entries[`${stem}/${stem}.svg`] = strToU8(wallet.qr_code_svg);
      entries[`${stem}/${stem}.png`] = Buffer.from(wallet.qr_code_png_base64, 'base64');
    }
  }
  return zipSync(entries, { mtime: ENTRY_TIME });
}

function json(value: unknown): Uint8Array {
  return strToU8(JSON.stringify(value));
}
