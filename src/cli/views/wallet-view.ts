import { type Balance, formatAmount, type Wallet } from '../../index.ts';
import { alignDecimals } from '../output/decimal.ts';
import type { View } from '../output/listing.ts';
import { cellText } from '../output/sanitize.ts';

const NO_ADDRESS = '(no address yet)';
const INDENT = '  ';

export const walletView: View<Wallet> = {
  plural: 'wallets',
  table(wallets) {
    const balances = balanceLines(wallets);
    return {
      titles: ['ID', 'PROTOCOL', 'STATUS', 'ADDRESS', 'BALANCES'],
      rows: wallets.map((wallet, index) => [
        [cellText(wallet.id)],
        [protocolName(wallet.protocol)],
        [cellText(wallet.status)],
        [addressOf(wallet)],
        balances[index] ?? [],
      ]),
    };
  },
  compact(wallets) {
    const balances = balanceLines(wallets);
    return wallets.map((wallet, index) => [
      `${cellText(wallet.id)}${INDENT}${protocolName(wallet.protocol)}${INDENT}${cellText(wallet.status)}`,
      INDENT + addressOf(wallet),
      ...(balances[index] ?? []).map((line) => INDENT + line),
    ]);
  },
  csv: {
    header: ['id', 'protocol', 'status', 'address', 'index', 'asset_id', 'symbol', 'amount', 'balance'],
    rows({ id, protocol, status, address, index, balances }) {
      const wallet = [id, protocol, status, address, index];
      if (balances.length === 0) return [[...wallet, null, null, null, null]];
      return balances.map((balance) => [
        ...wallet,
        balance.asset_id,
        balance.symbol,
        balance.amount,
        formatAmount(withoutSymbol(balance)),
      ]);
    },
  },
};

/** Each wallet's balances in asset units, the decimal points of all of them below each other. */
export function balanceLines(wallets: readonly Wallet[]): string[][] {
  const numbers = alignDecimals(
    wallets.flatMap(({ balances }) => balances.map((balance) => formatAmount(withoutSymbol(balance)))),
  );
  let next = 0;
  return wallets.map(({ balances }) => balances.map(({ symbol }) => `${numbers[next++] ?? ''} ${cellText(symbol)}`));
}

/** The protocol, and in words when its money is not real. */
export function protocolName(protocol: string): string {
  const name = cellText(protocol);
  return isTestnet(protocol) && !name.includes('testnet') ? `${name} (testnet)` : name;
}

export function isTestnet(protocol: string): boolean {
  return /_(testnet|ropsten|kovan|rinkeby|goerli|sepolia)$/.test(protocol);
}

function addressOf({ address }: Wallet): string {
  return address === null ? NO_ADDRESS : cellText(address);
}

function withoutSymbol({ amount, exponent }: Balance) {
  return { amount, exponent };
}
