import { walletOf } from './caller.ts';
import { notFound, walletPending } from './error-envelope.ts';
import { familyOf } from './keys/families.ts';
import { showTransaction, type TransactionRecord, transactionPosition } from './ledger/transaction-record.ts';
import type { Sender } from './ledger/transactions.ts';
import { paginate } from './pagination.ts';
import { RequestBody } from './request-body.ts';
import type { Call, Route, RouteParts } from './route.ts';
import { readComplex, readRaw, readTransfer } from './transaction-request.ts';
import { isActive, type WalletRecord } from './wallet-record.ts';

const PATH = 'kms/wallets/:walletId/transactions/';
const READ = { method: 'GET', scopes: ['read'], strictScopes: ['transaction'] } as const;
const WRITE = { method: 'POST', scopes: ['write'], strictScopes: ['transaction'] } as const;

/** Contract 3.5. */
export function transactionRoutes(parts: RouteParts): Route[] {
  const { transactions } = parts;
  return [
    { ...READ, path: PATH, handle: (call) => Response.json(listTransactions(call, parts)) },
    {
      ...WRITE,
      path: PATH,
      handle: create(parts, (body, wallet) => {
        const transfer = readTransfer(body, wallet);
        return (sender) => transactions.transfer(sender, transfer);
      }),
    },
    {
      ...WRITE,
      path: `${PATH}raw`,
      handle: create(parts, (body, wallet) => {
        const raw = readRaw(body, wallet);
        return (sender) => transactions.call(sender, raw);
      }),
    },
    {
      ...WRITE,
      path: `${PATH}complex`,
      handle: create(parts, (body, wallet) => {
        const complex = readComplex(body, wallet);
        return (sender) => transactions.call(sender, complex);
      }),
    },
    // After the two words, which stand where ids do.
    { ...READ, path: `${PATH}:transactionId`, handle: (call) => Response.json(retrieveTransaction(call, parts)) },
  ];
}

/** Checks a request in form and answers what carries it out. */
type Reader = (body: RequestBody, wallet: WalletRecord) => (sender: Sender) => TransactionRecord;

/** The same for all three kinds: the form first, then the password, then the wallet's state, then the funds. */
function create({ users, clock, persist }: RouteParts, read: Reader): Route['handle'] {
  return async ({ context, caller }) => {
    const { owner, wallet } = walletOf(caller, context.req.param('walletId'));
    const body = RequestBody.parseExact(context.get('body'));
    const password = body.text('password');
    const carryOut = read(body, wallet);
    const keys = await users.unlock(owner, password);
    if (!isActive(wallet, clock())) throw walletPending();
    const transaction = carryOut({ wallet, key: keys.walletKey(familyOf(wallet.protocol), wallet.index) });
    await persist();
    // The state in which it was accepted, even where the steps take no time at all (contract 3.5).
    const status = transaction.queued ? 'QUEUED' : 'PENDING';
    return Response.json(showTransaction(transaction, { walletId: wallet.id, status }), { status: 201 });
  };
}

function listTransactions({ context, caller, linkUrl }: Call, { transactions: { ledger } }: RouteParts) {
  const { wallet } = walletOf(caller, context.req.param('walletId'));
  const show = shownIn(wallet, ledger);
  return paginate({ items: ledger.historyOf(wallet), positionOf: transactionPosition, show, url: linkUrl });
}

function retrieveTransaction({ context, caller }: Call, { transactions: { ledger } }: RouteParts) {
  const { wallet } = walletOf(caller, context.req.param('walletId'));
  const id = context.req.param('transactionId')?.toLowerCase();
  const transaction = ledger.historyOf(wallet).find((candidate) => candidate.id === id);
  if (transaction === undefined) throw notFound('The transaction');
  return shownIn(wallet, ledger)(transaction);
}

function shownIn(wallet: WalletRecord, ledger: RouteParts['transactions']['ledger']) {
  return (transaction: TransactionRecord) =>
    showTransaction(transaction, { walletId: wallet.id, status: ledger.status(transaction) });
}
