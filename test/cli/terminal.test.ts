import { describe, expect, test } from 'vitest';
import { endSessions, environmentFor, loggedIn, ownFolder, run, sandboxForTest } from './support/program.ts';
import { KEY, Terminal } from './support/terminal.ts';

describe('logging in at a terminal', () => {
  test('asks for all that is missing, and draws neither the password nor the client secret', async () => {
    const sandbox = await sandboxForTest();
    const { clientId, clientSecret, username, password } = sandbox.demo;
    const env = ownFolder();
    const terminal = new Terminal(['login'], env);
    await terminal.sees('Which Blockchain API?');
    await terminal.types(KEY.down, KEY.down, KEY.down, KEY.enter);
    await terminal.sees('Base URL:');
    await terminal.types(sandbox.baseUrl, KEY.enter);
    await terminal.sees('Client id:');
    await terminal.types(clientId, KEY.enter);
    await terminal.sees('Client secret:');
    await terminal.types(clientSecret, KEY.enter);
    await terminal.sees('Username:');
    await terminal.types(username, KEY.enter);
    await terminal.sees('Scopes to ask for:');
    await terminal.types(KEY.enter);
    await terminal.sees(`Password of ${username}:`);
    await terminal.types(password, KEY.ctrlT, KEY.enter);
    await terminal.sees(`Logged in as ${username}.`);
    expect(await terminal.exited).toBe(0);
    expect(terminal.bytes).not.toContain(password);
    expect(terminal.bytes).not.toContain(clientSecret);
    expect(terminal.cursorIsShown).toBe(true);
    expect((await run(['status'], { env })).exitCode).toBe(0);
  });

  test('says that the password is wrong and asks three times, then exits 4', async () => {
    const sandbox = await sandboxForTest();
    const env = { ...environmentFor(sandbox), UPVEST_PASSWORD: '', UPVEST_SCOPE: 'read' };
    const terminal = new Terminal(['login'], env);
    for (const attempt of ['first-guess', 'second-guess', 'third-guess']) {
      await terminal.sees('Password of demo:');
      await terminal.types(attempt, KEY.enter);
      await terminal.sees('The username or the password is wrong.');
    }
    expect(await terminal.exited).toBe(4);
    expect(terminal.bytes).not.toMatch(/-guess/);
    expect(sandbox.stats().refusedPasswordGrants).toBe(3);
  });

  test('--no-input never asks, even on a terminal', async () => {
    const terminal = new Terminal(['login', '--no-input'], ownFolder());
    expect(await terminal.exited).toBe(2);
    expect(terminal.text).toContain('UPVEST_CLIENT_ID');
  });
});

describe('a session that has ended', () => {
  test('asks for the password only, again after a wrong one, and the command that was running goes on', async () => {
    const sandbox = await sandboxForTest();
    const env = await loggedIn(sandbox);
    await endSessions(sandbox);
    const terminal = new Terminal(['wallets', 'list', '--json'], env);
    await terminal.sees('Password of demo:');
    await terminal.types('wrong', KEY.enter);
    await terminal.sees('Wrong:');
    await terminal.sees('Password of demo:');
    await terminal.types(sandbox.demo.password, KEY.enter);
    await terminal.sees('"protocol": "bitcoin_testnet"');
    expect(await terminal.exited).toBe(0);
    expect((await run(['wallets'], { env })).exitCode).toBe(0);
  });
});

describe('the interactive wallet', () => {
  test('logs in if needed, lists, shows details, goes back and quits', async () => {
    const env = { ...environmentFor(await sandboxForTest()), UPVEST_PASSWORD: '', UPVEST_SCOPE: 'read' };
    const terminal = new Terminal([], env);
    await terminal.sees('Password of demo:');
    await terminal.types('open-sesame', KEY.enter);
    await terminal.sees('What would you like to do?');
    await terminal.types(KEY.enter);
    await terminal.sees('Wallets (12):');
    await terminal.types(KEY.down, KEY.enter);
    await terminal.sees('0xEC03958c6C2e270EA709Ab9752e79449DA82274E');
    await terminal.sees('This wallet:');
    await terminal.types('q');
    await terminal.sees('Wallets (12):');
    await terminal.types(KEY.escape);
    await terminal.sees('What would you like to do?');
    await terminal.types('q');
    expect(await terminal.exited).toBe(0);
    expect(terminal.cursorIsShown).toBe(true);
  });

  test('filters a list that is longer than the screen, marks testnets, and survives a resize', async () => {
    const terminal = new Terminal(['demo'], ownFolder(), { columns: 70, rows: 12 });
    await terminal.sees('What would you like to do?');
    await terminal.types(KEY.enter);
    await terminal.sees('Wallets (12):');
    await terminal.sees('(testnet)');
    terminal.resize(50, 20);
    await terminal.types('7.25');
    await terminal.sees('Wallets (12): 7.25');
    await terminal.types(KEY.enter);
    await terminal.sees('3qEOgFyQ6O_FCgB1wo8fuTORGld4yZP1qpETGDC-Tck');
    await terminal.types(KEY.ctrlC);
    expect(await terminal.exited).toBe(130);
    expect(terminal.cursorIsShown).toBe(true);
  });

  test('shows an error and goes on', async () => {
    const sandbox = await sandboxForTest();
    const env = await loggedIn(sandbox);
    sandbox.faults.add({
      action: { kind: 'status', status: 403, body: { error: { code: 403, message: 'No\x1b[2J.' } } },
    });
    const terminal = new Terminal([], env);
    await terminal.sees('What would you like to do?');
    await terminal.types(KEY.enter);
    await terminal.sees('Error:');
    await terminal.sees('What would you like to do?');
    expect(terminal.bytes).not.toContain('\x1b[2J.');
    await terminal.types(KEY.enter);
    await terminal.sees('Wallets (12):');
  });

  test('comes back to its menu when a person leaves the login to a new profile with Esc', async () => {
    const env = await loggedIn(await sandboxForTest());
    const terminal = new Terminal([], env);
    await terminal.sees('What would you like to do?');
    await terminal.types(KEY.down, KEY.down, KEY.down, KEY.down, KEY.enter);
    await terminal.sees('Which profile?');
    await terminal.types(KEY.down, KEY.enter);
    await terminal.sees('Name of the profile:');
    await terminal.types('work', KEY.enter);
    await terminal.sees('Which Blockchain API?');
    await terminal.types(KEY.escape);
    await terminal.sees('What would you like to do?');
  });

  test('logs out and stays where a person can log in again', async () => {
    const env = await loggedIn(await sandboxForTest());
    const terminal = new Terminal([], env);
    await terminal.sees('What would you like to do?');
    await terminal.types(KEY.down, KEY.down, KEY.down, KEY.down, KEY.down, KEY.enter);
    await terminal.sees('Logged out demo.');
    await terminal.sees('And now?');
    await terminal.types(KEY.enter);
    await terminal.sees('Password of demo:');
    await terminal.types(KEY.ctrlC);
    expect(await terminal.exited).toBe(130);
    expect((await run(['status'], { env })).exitCode).toBe(4);
  });
});

test('on a narrow terminal no id and no address is cut', async () => {
  const env = await loggedIn(await sandboxForTest());
  const terminal = new Terminal(['wallets'], env, { columns: 70 });
  expect(await terminal.exited).toBe(0);
  expect(terminal.text).toContain('d8c1136b-e41e-5647-9df3-b82e2a25057b');
  expect(terminal.text).toContain('0xE25f482a5afEF8B8AF3a34bFdaaBAe49Ba2CeF26');
  expect(terminal.text.split('\r\n').every((line) => line.length <= 70)).toBe(true);
});
