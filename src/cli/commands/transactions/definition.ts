import { Option } from 'commander';
import { type Definition, example, runs } from '../../program/define.ts';
import { fundOptions, gasPrice, waitOption, wholeQuantity, yesOption } from '../../program/money-options.ts';
import { wholeNumber } from '../../program/options.ts';
import { passwordOption } from '../../program/password-option.ts';
import type { ComplexOptions } from './complex.ts';
import type { ListTransactionsOptions } from './list.ts';
import type { RawOptions } from './raw.ts';
import type { SendOptions } from './send.ts';
import type { SettleOptions } from './settle.ts';
import type { ShowTransactionOptions } from './show.ts';

const WALLET = ['<walletId>', 'the id of the wallet'] as const;
const EXAMPLE_WALLET = '3a2bf0b5-2b3c-4a0e-9e3c-0f6f0a4f8a11';
const EXAMPLE_TRANSACTION = '0d8c2f3e-6f21-4f5b-8d43-51b7c0a1e2d4';
const EXAMPLE_SEND = 'c1c2a4be-6f0e-4e7d-9a55-1f0f3d3b7c21';
const EXAMPLE_ADDRESS = '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF';

export function defineTransactions(definition: Definition): void {
  const transactions = definition.program
    .command('transactions')
    .description('what was sent and received, and sending');
  example(transactions, `upvest-wallet transactions list ${EXAMPLE_WALLET}`);
  defineReading(transactions, definition);
  defineSend(transactions, definition);
  defineContractCalls(transactions, definition);
}

type Noun = ReturnType<Definition['program']['command']>;

function defineReading(transactions: Noun, definition: Definition): void {
  const list = transactions
    .command('list', { isDefault: true })
    .description('the history of a wallet, newest first')
    .argument(...WALLET)
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000_000));
  example(list, `upvest-wallet transactions list ${EXAMPLE_WALLET} --limit 10 --output csv`);
  runs<ListTransactionsOptions>(list, definition, () => import('./list.ts'));

  const show = transactions
    .command('show')
    .description('one transaction in full')
    .argument(...WALLET)
    .argument('<transactionId>', 'the id of the transaction');
  example(show, `upvest-wallet transactions show ${EXAMPLE_WALLET} ${EXAMPLE_TRANSACTION}`);
  runs<ShowTransactionOptions>(show, definition, () => import('./show.ts'));

  const pending = transactions
    .command('pending')
    .description(
      'sends whose outcome is not known yet, settled where the API can tell; exit code 6 while any stays open',
    );
  example(pending, 'upvest-wallet transactions pending --json');
  runs(pending, definition, () => import('./pending.ts'));

  const settle = transactions
    .command('settle')
    .description('strike off an open send by hand, once you know what became of it; shows what is known and asks')
    .argument('<sendId>', 'the id that transactions pending shows');
  yesOption(settle);
  example(settle, `upvest-wallet transactions settle ${EXAMPLE_SEND}`);
  runs<SettleOptions>(settle, definition, () => import('./settle.ts'));
}

function sendAgainOption(command: Noun): Noun {
  return command.option('--send-again', 'send although the same is open: it may be paid twice');
}

function defineSend(transactions: Noun, definition: Definition): void {
  const send = transactions
    .command('send')
    .description('send an asset; shows what will happen and asks')
    .argument(...WALLET)
    .requiredOption('--to <address>', 'who receives it')
    .requiredOption('--asset <asset>', 'what to send, by symbol or id')
    .option('--amount <units>', 'how much, in asset units such as 0.1')
    .option('--quantity <integer>', 'how much, in the smallest unit', wholeQuantity)
    .option('--fee <integer>', 'the whole fee, in the smallest unit of the native asset', wholeQuantity)
    .option('--gas-limit <integer>', 'the most gas, the 21000 of every transaction included', wholeQuantity)
    .option('--gas-price <price>', 'in Wei, or fastest, fast, medium, slow', gasPrice)
    .option('--async', 'have it accepted at once and broadcast later');
  for (const add of [sendAgainOption, fundOptions, waitOption, yesOption, passwordOption]) add(send);
  example(
    send,
    `upvest-wallet transactions send ${EXAMPLE_WALLET} \\\n      --to ${EXAMPLE_ADDRESS} --amount 0.1 --asset ETH --wait`,
    `upvest-wallet transactions send ${EXAMPLE_WALLET} \\\n      --to ${EXAMPLE_ADDRESS} --quantity 1 --asset ETH --yes --password-stdin < password.txt`,
  );
  runs<SendOptions>(send, definition, () => import('./send.ts'));
}

function defineContractCalls(transactions: Noun, definition: Definition): void {
  const raw = transactions
    .command('raw')
    .description('sign and send an unsigned Ethereum transaction')
    .argument(...WALLET)
    .requiredOption('--tx <data>', 'the transaction in RLP')
    .addOption(new Option('--format <format>', 'how it is written').choices(['hex', 'base64']).default('hex'));
  for (const add of [sendAgainOption, fundOptions, waitOption, yesOption, passwordOption]) add(raw);
  example(raw, `upvest-wallet transactions raw ${EXAMPLE_WALLET} --tx 0xe68085… --format hex`);
  runs<RawOptions>(raw, definition, () => import('./raw.ts'));

  const complex = transactions
    .command('complex')
    .description('call a function of an Ethereum contract')
    .argument(...WALLET)
    .requiredOption(
      '--tx <file>',
      'a JSON file with type, to, value, abi, parameters and, if wanted, gas_limit and gas_price',
    );
  for (const add of [sendAgainOption, fundOptions, waitOption, yesOption, passwordOption]) add(complex);
  example(complex, `upvest-wallet transactions complex ${EXAMPLE_WALLET} --tx call.json --wait`);
  runs<ComplexOptions>(complex, definition, () => import('./complex.ts'));
}
