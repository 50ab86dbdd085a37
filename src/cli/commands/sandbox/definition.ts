import { InvalidArgumentError } from 'commander';
import { DEFAULT_SANDBOX_PORT } from '../../defaults.ts';
import { type Definition, example, runs } from '../../program/define.ts';
import { wholeNumber } from '../../program/options.ts';
import type { SandboxCommandOptions } from './serve.ts';

export function defineSandbox(definition: Definition): void {
  const { program } = definition;
  const sandbox = program
    .command('sandbox')
    .description('a local Blockchain API with a demo user, for trying things out; ends with Ctrl-C')
    .option('--port <n>', 'where to listen; 0 takes a free one', wholeNumber(0, 65_535), DEFAULT_SANDBOX_PORT)
    .option('--host <host>', 'the address to listen on', hostName, '127.0.0.1')
    .option('--data <file>', 'keep users, wallets and sessions in this file')
    .option('--token-ttl <seconds>', 'life of an access token', wholeNumber(1, 1_000_000_000))
    .option('--strict', 'ask for the scopes wallet and transaction too');
  example(sandbox, 'upvest-wallet sandbox', 'upvest-wallet sandbox --port 0 --token-ttl 5 --json');
  runs<SandboxCommandOptions>(sandbox, definition, () => import('./serve.ts'));

  const demo = program
    .command('demo')
    .description('the interactive wallet on a sandbox of its own; touches no saved profile');
  example(demo, 'upvest-wallet demo');
  runs(demo, definition, () => import('./demo.ts'));
}

/** Also what a base URL can name. */
function hostName(text: string): string {
  if (/^[\w.:-]+$/.test(text) && URL.canParse(`http://${text.includes(':') ? `[${text}]` : text}/`)) return text;
  throw new InvalidArgumentError('It must be an address or a name, such as 127.0.0.1 or localhost.');
}
