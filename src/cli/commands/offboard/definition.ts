import { type Definition, example, runs } from '../../program/define.ts';
import { passwordOption } from '../../program/password-option.ts';
import type { OffboardOptions } from './offboard.ts';

export function defineOffboard(definition: Definition): void {
  const offboard = passwordOption(
    definition.program
      .command('offboard')
      .description('the keys of all wallets, encrypted with your password, as a zip')
      .requiredOption('--out <file>', 'where to write it; never over an existing file'),
  );
  example(
    offboard,
    'upvest-wallet offboard --out wallets.zip',
    'upvest-wallet offboard --out wallets.zip --password-stdin < password.txt',
  );
  runs<OffboardOptions>(offboard, definition, () => import('./offboard.ts'));
}
