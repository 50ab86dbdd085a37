import type { TransactionStatus, Utxo, UtxoList } from '../wire.ts';
import { walletOf } from './caller.ts';
import type { Coin } from './ledger/coin-set.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Route, RouteParts } from './route.ts';

/** Blocks on top of a transaction, itself included; six is the usual meaning of CONFIRMED. */
const DEEP_ENOUGH = 6;

/** Contract 3.7. A wallet of another network has none. */
export function utxoRoutes({ transactions: { ledger } }: RouteParts): Route[] {
  return [
    {
      method: 'GET',
      path: 'kms/wallets/:walletId/utxos/',
      scopes: ['read'],
      strictScopes: ['wallet'],
      handle: ({ context, caller }) => {
        const { wallet } = walletOf(caller, context.req.param('walletId'));
        const utxos = ledger.coins.of(wallet.address).map((coin) => showCoin(coin, ledger));
        return Response.json({ utxos } satisfies UtxoList);
      },
    },
  ];
}

function showCoin({ txhash, index, value }: Coin, ledger: Ledger): Utxo {
  return { txhash, index, value, confirmations: confirmationsOf(ledger.statusOfHash(txhash)) };
}

/** Without a status it was there from the start. */
function confirmationsOf(status: TransactionStatus | undefined): number {
  if (status === 'CONFIRMING') return 1;
  return status === undefined || status === 'CONFIRMED' ? DEEP_ENOUGH : 0;
}
