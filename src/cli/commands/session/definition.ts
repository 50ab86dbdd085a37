import { EXIT } from '../../exit-codes.ts';
import { type Definition, example, runs } from '../../program/define.ts';
import type { LoginOptions } from './login.ts';
import type { LogoutOptions } from './logout.ts';

export function defineSession(definition: Definition): void {
  const { program } = definition;
  runs(program, definition, () => walletOrHelp(definition));
  example(program, 'upvest-wallet demo', 'upvest-wallet login', 'upvest-wallet wallets list --json');

  const login = program
    .command('login')
    .description('log in with username and password; asks for what is missing')
    .option('--client-id <id>', 'the OAuth client id')
    .option('--username <name>', 'whose wallets')
    .option('--scope <scopes>', 'what to ask for, such as "read wallet"; all five if not given')
    .option('--password-stdin', 'read the password from stdin');
  login.addHelpText(
    'after',
    '\nSecrets are never options. The client secret comes from a prompt or UPVEST_CLIENT_SECRET,\n' +
      'the password from a prompt, --password-stdin or UPVEST_PASSWORD.',
  );
  example(
    login,
    'upvest-wallet login',
    'upvest-wallet login --username ada --password-stdin < password.txt',
    'upvest-wallet login --profile work --base-url https://api.example.com/1.0/',
  );
  runs<LoginOptions>(login, definition, () => import('./login.ts'));

  const logout = program
    .command('logout')
    .description("forget the profile's tokens")
    .option('--all', 'of every profile');
  example(logout, 'upvest-wallet logout --all');
  runs<LogoutOptions>(logout, definition, () => import('./logout.ts'));

  const status = program.command('status').description('who is logged in where; exit code 4 when nobody is');
  example(status, 'upvest-wallet status --json');
  runs(status, definition, () => import('./status.ts'));

  const token = program.command('token').description('print a valid access token, renewed if needed');
  example(token, `curl -H "Authorization: Bearer $(upvest-wallet token)" https://api.example.com/1.0/assets/`);
  runs(token, definition, () => import('./token.ts'));
}

/** The program alone: the interactive wallet where somebody is there to use it. */
async function walletOrHelp({ program, context }: Definition) {
  const { io } = context;
  if (io.isInteractive) return import('../../interactive/open.ts');
  return {
    run: async () => {
      io.host.stderr.write(program.helpInformation());
      return EXIT.usage;
    },
  };
}
