import type { Sandbox, SandboxOptions } from '../../../sandbox/index.ts';
import type { Context } from '../../context.ts';
import { VARIABLES } from '../../environment.ts';
import { TerminalError } from '../../errors.ts';
import { toJson, toJsonLine } from '../../output/json.ts';
import { sanitizeBounded } from '../../output/sanitize.ts';

export interface SandboxCommandOptions {
  port: number;
  host: string;
  data?: string;
  tokenTtl?: number;
  strict?: boolean;
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|::1)$/;

/** Serves until a signal ends the program. */
export async function run(options: SandboxCommandOptions, context: Context): Promise<void> {
  const { io } = context;
  if (!LOOPBACK.test(options.host)) {
    io.warn(`Others on the network can reach this sandbox (${options.host}), and what they send travels unencrypted.`);
  }
  const sandbox = await start(context, {
    port: options.port,
    host: options.host,
    ...(options.data !== undefined && { data: options.data }),
    ...(options.strict && { strict: true }),
    ...(options.tokenTtl !== undefined && { tokenTtlSeconds: options.tokenTtl }),
  });
  await announce(sandbox, context);
  await ended(context.interrupt);
}

/** Starts a sandbox that is closed, its data written, before the program ends. */
export async function start(context: Context, options: SandboxOptions): Promise<Sandbox> {
  const { startSandbox } = await import('../../../sandbox/index.ts');
  const { io, global } = context;
  const sandbox = await startSandbox({
    ...options,
    ...(global.verbose && {
      onRequest: ({ method, path, status }) => io.errorLine(sanitizeBounded(`< ${method} ${path}: ${status}`)),
    }),
  }).catch((error: unknown) => {
    throw explained(error, options);
  });
  const close = () => sandbox.close();
  context.unfinished.add({ settled: async () => (context.interrupt.aborted ? close() : undefined), close });
  return sandbox;
}

async function announce({ baseUrl, demo, tenant, investment }: Sandbox, { io, global }: Context): Promise<void> {
  const { clientId, clientSecret, username, password } = demo;
  const facts = {
    base_url: baseUrl,
    client_id: clientId,
    client_secret: clientSecret,
    username,
    password,
    // For programs that sign their requests: with an API key, or as a client of the Investment API.
    ...(global.verbose && { tenant, investment }),
  };
  if (global.format === 'json') await io.writeLines([toJson(facts)]);
  else if (global.format === 'ndjson') await io.writeLines([toJsonLine(facts)]);
  else {
    await io.writeLines([
      `export ${VARIABLES.baseUrl}=${baseUrl}`,
      `export ${VARIABLES.clientId}=${clientId}`,
      `export ${VARIABLES.clientSecret}=${clientSecret}`,
      `export ${VARIABLES.username}=${username}`,
      `export ${VARIABLES.password}=${password}`,
      ...(global.verbose
        ? [
            `# API key of the tenant: ${toJsonLine(tenant)}`,
            `# Client of the Investment API: ${toJsonLine(investment)}`,
          ]
        : []),
    ]);
    io.notice('The sandbox is running. In another terminal, paste the lines above, then: upvest-wallet login');
  }
  io.notice('Ctrl-C ends it.');
}

async function ended(interrupt: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = () => reject(interrupt.reason);
    if (interrupt.aborted) end();
    else interrupt.addEventListener('abort', end);
  });
}

function explained(error: unknown, { port, host, data }: SandboxOptions): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new TerminalError(`Port ${port} is in use already.`, 'Choose another with --port, or 0 for a free one.');
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new TerminalError(
      `It cannot listen on ${host}, port ${port} (${code}).`,
      'Choose another --host or --port.',
    );
  }
  return data === undefined ? error : new TerminalError(error.message, `Check the data file: ${data}`);
}
