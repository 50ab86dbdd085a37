import type { WalletClient } from '../../index.ts';

/** Who is at work in the interactive wallet, and where. */
export interface Account {
  client: WalletClient;
  username: string;
  baseUrl: string;
  /** Absent in the demo, which has no profile. */
  profile?: string;
}

/** What comes after a menu entry: its menu again, another account, or the end. */
export type Next = 'menu' | 'quit' | Account;
