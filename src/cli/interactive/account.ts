import type { Holder } from '../wallet-access.ts';

/** Who is at work in the interactive wallet, and where. */
export interface Account extends Holder {
  /** Absent in the demo, which has no profile. */
  profile?: string;
}

/** What comes after a menu entry: its menu again, another account, or the end. */
export type Next = 'menu' | 'quit' | Account;
