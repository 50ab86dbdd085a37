import type { Hono, MiddlewareHandler } from 'hono';
import { readBody } from './body-reader.ts';
import { ApiFailure, notFound } from './error-envelope.ts';
import { readFault } from './fault-request.ts';
import type { FaultPlan } from './faults.ts';
import { guardHost, guardLoopback } from './host-guard.ts';
import type { SandboxEnv } from './http-env.ts';
import { giveFromFaucet } from './ledger/faucet.ts';
import type { Transactions } from './ledger/transactions.ts';
import { RequestBody } from './request-body.ts';

const MOST_FAULTS = 1_000;

export interface ControlParts {
  faults: FaultPlan;
  transactions: Transactions;
  persist: () => Promise<void>;
  /** Where a gift goes that names no address: the demo user's first wallet that can hold the asset. */
  defaultAddress: (asset: string) => string | undefined;
}

/**
 * What is no part of the API but of the sandbox: for the program and the person that run it, on this machine. No faults hit
 * these paths and no count sees them.
 */
export function mountControl(
  app: Hono<SandboxEnv>,
  { faults, transactions, persist, defaultAddress }: ControlParts,
): void {
  app.use('/_sandbox/*', async (context, next) => {
    context.set('report', {});
    await next();
  });
  app.use('/_sandbox/*', guardHost('127.0.0.1'), guardLoopback(), readBody());
  app.get('/_sandbox/transactions/:idOrHash/raw', (context) => {
    const raw = transactions.ledger.rawTransaction(context.req.param('idOrHash'));
    if (raw === undefined) throw notFound('The transaction');
    return context.json({ raw });
  });
  app.post('/_sandbox/fund', requireJson(), async (context) => {
    const body = RequestBody.parseExact(context.get('body'));
    const asset = body.text('asset');
    const address = body.optionalText('address') ?? defaultAddress(asset);
    if (address === undefined) throw body.refuse('asset', 'invalid', 'is none that a wallet of the demo user holds');
    const gift = giveFromFaucet(transactions, { address, asset, quantity: body.amount('quantity') });
    await persist();
    return context.json({ address, id: gift?.id ?? null, txhash: gift?.txhash ?? null }, 201);
  });
  app.post('/_sandbox/faults', requireJson(), (context) => {
    // Faults by `startSandbox` are the program's own affair.
    if (faults.count() >= MOST_FAULTS)
      throw new ApiFailure(409, `There are ${MOST_FAULTS} faults already: DELETE them.`);
    faults.add(readFault(RequestBody.parse(context.get('body'))));
    return context.json({ armed: true }, 201);
  });
  app.delete('/_sandbox/faults', () => {
    faults.clear();
    return new Response(null, { status: 204 });
  });
  // Nothing below this path reaches the API's own steps.
  app.all('/_sandbox/*', (context) => context.text('Not Found', 404));
}

/** A browser asks before it sends this type for a page from elsewhere; forms and plain text it just sends. */
function requireJson(): MiddlewareHandler<SandboxEnv> {
  return async (context, next) => {
    const type = context.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
    if (type !== 'application/json') throw new ApiFailure(415, 'This path takes application/json only.');
    await next();
  };
}
