import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { investment, investmentEnvironment } from './support/investment.ts';
import { configFolder, PROGRAM, run, sandboxForTest } from './support/program.ts';

describe('token', () => {
  test('prints a token that the API takes; JSON says what it is good for', async () => {
    const sandbox = await sandboxForTest();
    const env = investmentEnvironment(sandbox);
    const plain = await investment('token --scope users:read', { env });
    expect(plain).toMatchObject({ exitCode: 0, stderr: '' });
    expect(plain.stdout).toMatch(/^sandbox_[\w-]+\n$/);
    const { stdout } = await investment('token --scope users:read --scope orders:read --json', { env });
    expect(JSON.parse(stdout)).toEqual({
      access_token: expect.stringMatching(/^sandbox_/),
      scope: ['orders:read', 'users:read'],
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  test('a scope that the client may not have is exit 4', async () => {
    const { exitCode, stderr } = await investment('token --scope nothing:read', {
      env: investmentEnvironment(await sandboxForTest()),
    });
    expect(exitCode).toBe(4);
    expect(stderr).toContain('not configured for a requested scope');
  });

  test('a wrong client secret is exit 4, and JSON has status and request id', async () => {
    const env = { ...investmentEnvironment(await sandboxForTest()), UPVEST_INVESTMENT_CLIENT_SECRET: 'SENTINEL-wrong' };
    const { exitCode, stderr } = await investment('token --scope users:read --json', { env });
    expect(exitCode).toBe(4);
    const { error } = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '');
    expect(error).toMatchObject({ code: 'api_error', status: 401, request_id: expect.stringMatching(/^[\w-]{36}$/) });
  });
});

describe('request', () => {
  test('GET with a query prints the body as JSON', async () => {
    const env = investmentEnvironment(await sandboxForTest());
    const line = 'request get /users?offset=3 --query limit=2 --scope users:read';
    const { exitCode, stdout, stderr } = await investment(`${line} --verbose`, { env });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).data.map(({ last_name }: { last_name: string }) => last_name)).toEqual([
      'Testfall 4',
      'Testfall 5',
    ]);
    expect(stderr).toMatch(
      /^> POST .*\/auth\/token: 200 in \d+ ms\n> GET .*\/users\?offset=3&limit=2: 200 in \d+ ms\n$/,
    );
    expect((await investment(`${line} --output ndjson`, { env })).stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  test('POST sends the very bytes of stdin or of a file; the same key makes it the same operation', async () => {
    const folder = configFolder();
    const env = investmentEnvironment(await sandboxForTest(), folder);
    const body = '{"first_name": "Zoë",\n "last_name": "Testfall"}\n';
    const key = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';
    writeFileSync(join(folder, 'user.json'), body);
    const line = `request POST /users --scope users:admin --idempotency-key ${key}`;
    const first = await investment(`${line} --body-stdin`, { env, input: body });
    expect(first.exitCode).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ first_name: 'Zoë', last_name: 'Testfall' });
    const again = await investment(`${line} --body-file ${join(folder, 'user.json')}`, { env });
    expect(again.stdout).toBe(first.stdout);
    const echo = await investment('request POST /echo --scope users:admin --body-stdin', { env, input: body });
    expect(JSON.parse(echo.stdout)).toMatchObject({ body, headers: { 'content-type': 'application/json' } });
  });

  test('a PDF goes to a new file for us alone, never over one that is there and never to stdout', async () => {
    const folder = configFolder();
    const env = investmentEnvironment(await sandboxForTest(), folder);
    const out = join(folder, 'statement.pdf');
    const line = 'request GET /statement --scope reports:read --accept application/pdf';
    expect(await investment(line, { env })).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await investment(`${line} --out ${out}`, { env })).toMatchObject({ exitCode: 0, stdout: '' });
    expect(readFileSync(out, 'latin1')).toMatch(/^%PDF-1\.4/);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const again = await investment(`${line} --out ${out}`, { env });
    expect(again).toMatchObject({ exitCode: 2, stdout: '' });
    expect(again.stderr).toContain('exists already');
    const refused = await investment(`request GET /nothing --scope users:read --out ${out}2`, { env });
    expect(refused.exitCode).toBe(1);
    expect(() => statSync(`${out}2`)).toThrow('ENOENT');
  });

  test.each([
    ['something that is not there', 'GET /users/x --scope users:read', 1, 'not_found'],
    ['a scope that the token lacks', 'GET /statement --scope users:read', 4, 'api_error'],
    ['a body that is not what the API takes', 'POST /users --scope users:admin', 1, 'api_error'],
    ['a path that leads away', 'GET //elsewhere.test/ --scope users:read', 2, 'invalid_input'],
    ['a method that is none', 'BREW /users --scope users:read', 2, 'invalid_input'],
  ])('%s', async (_what, line, exitCode, code) => {
    const env = investmentEnvironment(await sandboxForTest());
    const ending = await investment(`request ${line} --json`, { env });
    expect(ending).toMatchObject({ exitCode, stdout: '' });
    const lines = ending.stderr.trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '').error.code).toBe(code);
    expect(lines).toHaveLength(3);
    expect(ending.stderr).not.toContain('unexpected');
  });

  test('when the outcome is unknown, it is exit 6 and the key for repeating it is told', async () => {
    const sandbox = await sandboxForTest();
    const env = investmentEnvironment(sandbox);
    sandbox.faults.add({ path: '/users', method: 'POST', action: { kind: 'dropAfter' }, times: 1 });
    const body = '{"first_name":"Ada","last_name":"Testfall"}';
    const line = 'request POST /users --scope users:admin --body-stdin';
    const lost = await investment(line, { env, input: body });
    expect(lost).toMatchObject({ exitCode: 6, stdout: '' });
    const [, key] = /--idempotency-key ([\w-]{36})$/m.exec(lost.stderr) ?? [];
    expect((await investment(`${line} --idempotency-key ${key}`, { env, input: body })).exitCode).toBe(0);
  });

  test.each([
    ['is answered in time: the answer is shown', 900, 130, /Testfall/, /^$/],
    [
      'is not waited for: what can be done is said',
      30_000,
      6,
      /^$/,
      /may have been carried out.*--idempotency-key [\w-]{36}\n$/,
    ],
  ])('Ctrl-C while a POST is under way that %s', async (_what, beforeMs, exitCode, stdout, stderr) => {
    const sandbox = await sandboxForTest();
    const env = { PATH: process.env.PATH, ...investmentEnvironment(sandbox) };
    sandbox.faults.add({ path: '/users', action: { kind: 'latency', beforeMs }, times: 1 });
    const args = ['investment', 'request', 'POST', '/users', '--scope', 'users:admin', '--body-stdin'];
    const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: 'pipe' });
    child.stdin.end('{"first_name":"Ada","last_name":"Testfall"}');
    const output = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    // The token has been granted, so the POST is next.
    while (sandbox.stats().apiRequests[200] === undefined) await setTimeout(20);
    await setTimeout(300);
    child.kill('SIGINT');
    if (exitCode === 6) setTimeout(200).then(() => child.kill('SIGINT'));
    const [printed, said] = await output;
    expect([child.exitCode, printed, said]).toEqual([
      exitCode,
      expect.stringMatching(stdout),
      expect.stringMatching(stderr),
    ]);
  });
});

describe('sign', () => {
  const headersOf = (text: string) =>
    Object.fromEntries(
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/: (.*)/s, 2) as [string, string]),
    );

  test('prints headers with which another program is let in', async () => {
    const sandbox = await sandboxForTest();
    const env = investmentEnvironment(sandbox);
    const body = '{"first_name":"Ada","last_name":"Testfall"}';
    const url = `${sandbox.investment.baseUrl}/users?x=%2F`;
    const { stdout, stderr } = await investment(`sign POST ${url} --scope users:admin --body-stdin -v`, {
      env,
      input: body,
    });
    const headers = headersOf(stdout);
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(201);
    expect(stderr).toContain('"@query": ?x=%2F\n');
    expect(stderr).not.toContain(headers.authorization?.slice('Bearer '.length));
  });

  test('without scopes sends nothing, and JSON has the signature base', async () => {
    const sandbox = await sandboxForTest();
    const { UPVEST_INVESTMENT_CLIENT_SECRET: _unneeded, ...env } = investmentEnvironment(sandbox);
    const given = ['--header', 'accept: application/pdf', '--expires-in', '60', '--json'];
    const line = ['investment', 'sign', 'get', 'https://sandbox.upvest.co/statement', ...given];
    const { exitCode, stdout } = await run(line, { env });
    expect(exitCode).toBe(0);
    const { headers, signature_base, covered_components } = JSON.parse(stdout);
    expect(signature_base).toContain('"@method": GET\n"@path": /statement\n');
    expect(covered_components).toEqual(expect.arrayContaining(['accept', 'upvest-client-id']));
    expect(headers).not.toHaveProperty('accept');
    const [, created, expires] = /created=(\d+);expires=(\d+)/.exec(headers['signature-input']) ?? [];
    expect(Number(expires) - Number(created)).toBe(60);
    expect(sandbox.stats().apiRequests).toEqual({});
  });

  test('a secret header is refused as an option', async () => {
    const line = ['investment', 'sign', 'GET', 'https://a.test/', '--header', 'Authorization: Bearer SENTINEL-token'];
    const { exitCode, stdout, stderr } = await run(line, { env: investmentEnvironment(await sandboxForTest()) });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).not.toContain('SENTINEL');
  });
});
