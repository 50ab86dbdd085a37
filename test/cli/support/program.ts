import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/index.ts';
import { FULL_SCALE } from '../../support/scale.ts';
import { runHere } from './run-here.ts';

export const PROGRAM = fileURLToPath(new URL('../../../bin/upvest-wallet.js', import.meta.url));

export interface Ending {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  /** For stdin, which is closed after it. */
  input?: string;
}

/** The built program without a terminal, in an environment of its own; a process of its own at full scale. */
export function run(args: readonly string[], options: RunOptions = {}): Promise<Ending> {
  return FULL_SCALE ? runProcess(args, options) : runHere(args, options);
}

/** The same as a process in any case, for what is about the process. */
export async function runProcess(args: readonly string[], { env = {}, input = '' }: RunOptions = {}): Promise<Ending> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: { PATH: process.env.PATH, ...env }, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve) => {
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
}

/** An empty config folder, gone after the test. */
export function configFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upvest-wallet-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A sandbox that ends with the test. */
export async function sandboxForTest(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** An environment whose config folder is new and whose variables lead to the sandbox's demo user. */
export function environmentFor({ baseUrl, demo }: Sandbox, folder = configFolder()): NodeJS.ProcessEnv {
  return {
    ...ownFolder(folder),
    UPVEST_BASE_URL: baseUrl,
    UPVEST_CLIENT_ID: demo.clientId,
    UPVEST_CLIENT_SECRET: demo.clientSecret,
    UPVEST_USERNAME: demo.username,
    UPVEST_PASSWORD: demo.password,
  };
}

/** Nothing but a config folder. */
export function ownFolder(folder = configFolder()): NodeJS.ProcessEnv {
  return { UPVEST_CONFIG_DIR: folder, UPVEST_TOKEN_STORE: 'file' };
}

/** A profile that is logged in; the environment left over has no credentials in it. */
export async function loggedIn(sandbox: Sandbox): Promise<NodeJS.ProcessEnv> {
  const folder = configFolder();
  const { exitCode, stderr } = await run(['login'], { env: environmentFor(sandbox, folder) });
  if (exitCode !== 0) throw new Error(`The login of the test failed: ${stderr}`);
  return ownFolder(folder);
}

/** Every token that was issued so far is refused from now on, as on a server that has forgotten the sessions. */
export async function endSessions(sandbox: Sandbox): Promise<void> {
  const refusal = { kind: 'status', status: 401, body: { error: 'invalid_grant' } } as const;
  sandbox.faults.add({ action: refusal, grantType: 'refresh_token', times: Number.POSITIVE_INFINITY });
  await sandbox.revokeAccessTokens();
}
