import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { configFolder, ownFolder, PROGRAM, run } from './support/program.ts';

/** Starts the command and answers when it has printed what it prints. */
async function startCommand(args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, 'sandbox', ...args], {
    env: { PATH: process.env.PATH },
    stdio: 'pipe',
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let stderr = '';
  let stdout = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (text) => {
      stderr += text;
      if (stderr.includes('Ctrl-C ends it.')) resolve();
    });
  });
  return { child, ended, stdout: () => stdout, stderr: () => stderr };
}

describe('sandbox', () => {
  test('prints variables with which login works at once, and ends on Ctrl-C with 130', async () => {
    const sandbox = await startCommand(['--port', '0']);
    const variables = Object.fromEntries(
      sandbox
        .stdout()
        .trimEnd()
        .split('\n')
        .map((line) => line.replace('export ', '').split('=') as [string, string]),
    );
    expect(await run(['login'], { env: { ...ownFolder(), ...variables } })).toMatchObject({ exitCode: 0 });
    sandbox.child.kill('SIGINT');
    expect(await sandbox.ended).toBe(130);
  });

  test('prints the same as JSON, and ends on SIGTERM with 143', async () => {
    const sandbox = await startCommand(['--port', '0', '--json', '--token-ttl', '60']);
    const facts = JSON.parse(sandbox.stdout());
    expect(Object.keys(facts)).toEqual(['base_url', 'client_id', 'client_secret', 'username', 'password']);
    sandbox.child.kill('SIGTERM');
    expect(await sandbox.ended).toBe(143);
  });

  test('warns when others could reach it', async () => {
    const sandbox = await startCommand(['--port', '0', '--host', '0.0.0.0']);
    expect(sandbox.stderr()).toContain('Others on the network can reach this sandbox');
    sandbox.child.kill('SIGINT');
  });

  test('says that a port is taken, and exits 1', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.close();
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const { exitCode, stderr } = await run(['sandbox', '--port', port], { env: ownFolder() });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`Port ${port} is in use already.`);
  });
});

describe('demo without a terminal', () => {
  test('prints what it does, the login and the listing, exits 0, and touches no profile', async () => {
    const folder = `${configFolder()}/untouched`;
    const wrong = { UPVEST_BASE_URL: 'http://127.0.0.1:1/', UPVEST_CLIENT_ID: 'x', UPVEST_CLIENT_SECRET: 'y' };
    const { exitCode, stdout, stderr } = await run(['demo'], { env: { ...ownFolder(folder), ...wrong } });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^Starting a sandbox .*\nLogged in to http:\/\/127\.0\.0\.1:\d+\/1\.0\/ as demo, .*\n$/);
    expect(stdout.trimEnd().split('\n').length).toBeGreaterThan(12);
    expect(existsSync(folder)).toBe(false);
  });
});
