import { type Command, Option } from 'commander';
import { type Definition, example, runs } from '../../program/define.ts';
import { wholeNumber } from '../../program/options.ts';
import type { ConfigureOptions } from './configure.ts';
import type { RequestOptions } from './request.ts';
import type { SignOptions } from './sign.ts';
import type { TokenOptions } from './token.ts';

const SECRETS =
  '\nSecrets are never options. The client secret comes from a prompt or UPVEST_INVESTMENT_CLIENT_SECRET, the private\n' +
  "key from its file, the key's passphrase from a prompt, --passphrase-stdin or UPVEST_INVESTMENT_KEY_PASSPHRASE.\n" +
  'Other settings: UPVEST_INVESTMENT_URL, _CLIENT_ID, _KEY_ID, _KEY_FILE, or the profile (investment configure).';

export function defineInvestment(definition: Definition): void {
  const investment = definition.program
    .command('investment')
    .description('the Investment API: access tokens and signed requests');
  example(investment, 'upvest-wallet investment configure', 'upvest-wallet investment token --scope users:read');

  const list = investment
    .command('list', { isDefault: true })
    .description('every profile that is configured for the Investment API');
  example(list, 'upvest-wallet investment list --json');
  runs(list, definition, () => import('./list.ts'));

  const configure = investment
    .command('configure')
    .description('keep base URL, client and key with the profile; asks for what is missing, sends nothing');
  addSettings(configure);
  example(
    configure,
    'upvest-wallet investment configure --environment sandbox --key-file key.pem',
    'upvest-wallet investment configure --profile invest --base-url http://127.0.0.1:8787',
  );
  runs<ConfigureOptions>(configure, definition, () => import('./configure.ts'));

  defineToken(investment, definition);
  defineRequest(investment, definition);
  defineSign(investment, definition);
}

function defineToken(investment: Command, definition: Definition): void {
  const token = investment.command('token').description('print an access token for these scopes');
  addScope(token).makeOptionMandatory();
  addSettings(token);
  example(token, 'upvest-wallet investment token --scope users:read --scope orders:read');
  runs<TokenOptions>(token, definition, () => import('./token.ts'));
}

function defineRequest(investment: Command, definition: Definition): void {
  const request = investment
    .command('request')
    .description('send a signed request and print the answer as JSON')
    .argument('<method>', 'GET, POST, PUT, PATCH or DELETE')
    .argument('<path>', 'as in the documentation, such as /users');
  addScope(request).makeOptionMandatory();
  request.option('--query <name=value>', 'a query parameter; may be repeated', collect);
  addBody(request)
    .option('--idempotency-key <uuid>', 'repeat the operation that was sent with this key')
    .addOption(
      new Option('--accept <type>', 'what to ask for')
        .choices(['application/json', 'application/pdf'])
        .default('application/json'),
    )
    .option('--out <file>', 'write the answer to this new file, readable by you alone; needed for a PDF');
  addSettings(request);
  example(
    request,
    'upvest-wallet investment request GET /users --scope users:read --query limit=5',
    'upvest-wallet investment request POST /users --scope users:admin --body-stdin < user.json',
  );
  runs<RequestOptions>(request, definition, () => import('./request.ts'));
}

function defineSign(investment: Command, definition: Definition): void {
  const sign = investment
    .command('sign')
    .description(
      'print the headers with which another program can send a request; the signature base with -v or --json',
    )
    .argument('<method>', 'as it will be sent')
    .argument('<url>', 'in full, as it will be sent');
  addScope(sign, 'ask for a token with this scope and sign it, too; may be repeated');
  addBody(sign)
    .option('--header <name: value>', 'a header that will be sent; may be repeated', collect)
    .option('--expires-in <seconds>', 'life of the signature; 10 if not given', wholeNumber(1, 3600));
  addSettings(sign);
  example(
    sign,
    'upvest-wallet investment sign GET https://sandbox.upvest.co/users --scope users:read > headers.txt',
    'curl -H @headers.txt https://sandbox.upvest.co/users   # what upvest-wallet investment sign has printed',
  );
  runs<SignOptions>(sign, definition, () => import('./sign.ts'));
}

function addScope(command: Command, description = 'what the token is to be good for; may be repeated'): Option {
  const option = new Option('--scope <scope>', description).argParser(collect);
  command.addOption(option);
  return option;
}

function addBody(command: Command): Command {
  return command
    .option('--body-file <file>', 'send what this file holds, byte for byte')
    .option('--body-stdin', 'send what stdin holds, byte for byte');
}

/** What says which API, which client and which key. */
function addSettings(command: Command): void {
  command
    .addOption(new Option('--environment <name>', 'instead of --base-url').choices(['sandbox', 'live']))
    .option('--client-id <id>', 'the client id of onboarding')
    .option('--key-id <id>', 'the id under which the public key is registered')
    .option('--key-file <file>', 'the private key as PEM')
    .option('--passphrase-stdin', "read the key's passphrase from stdin")
    .addHelpText('after', SECRETS);
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
