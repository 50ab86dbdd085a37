import { formatAmount, type Wallet } from '../../index.ts';
import { isTestnet, protocolName } from '../views/wallet-view.ts';
import type { Facts } from './confirm.ts';
import { feeText } from './fee-text.ts';
import type { SendPlan } from './send-plan.ts';

/** What a person has to see before a send. */
export function sendFacts({ wallet, balance, recipient, quantity, fees, fund, async, sendAgain }: SendPlan): Facts {
  const { symbol, exponent, name } = balance;
  const enough = BigInt(balance.amount) >= quantity;
  return [
    ['From', ...fromLines(wallet)],
    [
      'To',
      recipient,
      ...(recipient.toLowerCase() === wallet.address?.toLowerCase() ? ['This is the wallet itself.'] : []),
    ],
    ['Amount', `${formatAmount({ amount: quantity, exponent, symbol })} (${name})`, `${quantity} of the smallest unit`],
    ['Balance', formatAmount(balance) + (enough ? '' : ' (this is less than the amount)')],
    ['Fee', feeText(fees, wallet.protocol), ...fundLines(fund)],
    ['Network', networkText(wallet)],
    ...(async ? ([['Mode', 'accepted now, broadcast later']] as const) : []),
    ...againFacts(sendAgain),
  ];
}

export function fromLines({ address, id }: Wallet): string[] {
  return [address ?? '(no address yet)', `wallet ${id}`];
}

export function networkText({ protocol }: Wallet): string {
  return isTestnet(protocol) ? `${protocolName(protocol)}: no real money` : `${protocolName(protocol)}: real money`;
}

export function fundLines(fund: boolean | undefined): string[] {
  if (fund === undefined) return [];
  return [fund ? 'is sent to the wallet first' : 'is paid from what the wallet has'];
}

export function againFacts(sendAgain: boolean | undefined): Facts {
  return sendAgain ? [['Again', 'also if the same is still open: it may then be paid twice']] : [];
}
