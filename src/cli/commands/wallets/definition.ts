import { Option } from 'commander';
import { asItIs, type Definition, example, runs } from '../../program/define.ts';
import { waitOption } from '../../program/money-options.ts';
import { wholeNumber } from '../../program/options.ts';
import { passwordOption } from '../../program/password-option.ts';
import type { CreateWalletOptions } from './create.ts';
import type { ListWalletsOptions } from './list.ts';
import type { ShowWalletOptions } from './show.ts';
import type { SignOptions } from './sign.ts';

const EXAMPLE_WALLET = '3a2bf0b5-2b3c-4a0e-9e3c-0f6f0a4f8a11';
const LARGEST_INDEX = 2 ** 31 - 1;

export function defineWallets(definition: Definition): void {
  const wallets = definition.program.command('wallets').description('the wallets and what is in them');
  example(wallets, 'upvest-wallet wallets', 'upvest-wallet wallets list --asset ETH --json');

  const list = wallets
    .command('list', { isDefault: true })
    .description('every wallet: id, protocol, status, address and balances')
    .option('--protocol <name>', 'only wallets of this protocol, such as ethereum_ropsten')
    .option('--asset <asset>', 'only wallets that hold this asset, by id or symbol')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000_000));
  example(list, 'upvest-wallet wallets list', 'upvest-wallet wallets list --asset ETH --limit 5 --output csv');
  runs<ListWalletsOptions>(list, definition, () => import('./list.ts'));

  const show = wallets
    .command('show')
    .description('one wallet in full')
    .argument('<walletId>', 'the id of the wallet')
    .option('--qr', 'draw its address as a QR code too');
  example(show, `upvest-wallet wallets show ${EXAMPLE_WALLET} --qr`);
  runs<ShowWalletOptions>(show, definition, () => import('./show.ts'));

  const create = wallets
    .command('create')
    .description('create a wallet, or add an asset to the one of the same network and index')
    .requiredOption('--asset <asset>', 'what it is for, by symbol or id')
    .option('--index <n>', 'another wallet of the same network; none is not 0', wholeNumber(0, LARGEST_INDEX));
  for (const add of [waitOption, passwordOption]) add(create);
  example(
    create,
    'upvest-wallet wallets create --asset ETH --wait',
    'upvest-wallet wallets create --asset BTC --index 1',
  );
  runs<CreateWalletOptions>(create, definition, () => import('./create.ts'));

  const sign = wallets
    .command('sign')
    .description("sign with the wallet's key; the signature is verified against its address")
    .argument('<walletId>', 'the id of the wallet')
    .option('--hash <hex>', 'a hash of 32 bytes')
    .option('--message <text>', "a text, as Ethereum's personal message (EIP-191)", asItIs)
    .option('--file <path>', 'the content of a file, hashed with --digest')
    .addOption(new Option('--digest <name>', 'how to hash the file').choices(['keccak256', 'sha256']));
  passwordOption(sign);
  example(
    sign,
    `upvest-wallet wallets sign ${EXAMPLE_WALLET} --message 'It is me'`,
    `upvest-wallet wallets sign ${EXAMPLE_WALLET} --file contract.pdf --digest sha256 --json`,
  );
  runs<SignOptions>(sign, definition, () => import('./sign.ts'));
}
