import { describe, expect, test } from 'vitest';
import { openPurse, RECIPIENT, sendArguments } from './support/money.ts';
import { ownFolder } from './support/program.ts';
import { KEY, Terminal } from './support/terminal.ts';

describe('sending at a terminal', () => {
  test('asks with No as the answer of an empty line; Yes asks for the password, again after a wrong one', async () => {
    const purse = await openPurse();
    const { UPVEST_PASSWORD: password = '', ...env } = purse.env;
    const { id } = purse.ether;
    const args = ['transactions', 'send', id, '--to', RECIPIENT, '--amount', '0.25', '--asset', 'ETH'];
    const refusing = new Terminal(args, env);
    await refusing.sees('250000000000000000 of the smallest unit');
    await refusing.sees('no real money');
    await refusing.sees('Send it?');
    await refusing.types(KEY.enter);
    await refusing.sees('Nothing was sent.');
    expect(await refusing.exited).toBe(130);
    expect(purse.writes).toEqual([]);

    const sending = new Terminal(args, env);
    await sending.sees('Send it?');
    await sending.types('y', KEY.enter);
    await sending.sees('Password of demo:');
    await sending.types('wrong-guess', KEY.enter);
    await sending.sees('Wrong:');
    await sending.sees('Password of demo:');
    await sending.types(password, KEY.enter);
    await sending.sees('Sent: transaction');
    expect(await sending.exited).toBe(0);
    expect(sending.bytes).not.toContain('wrong-guess');
    expect(sending.bytes).not.toContain(password);
    expect(await purse.history()).toHaveLength(1);
  });

  test('Ctrl-C while it is waited for says that the transaction goes on', async () => {
    const purse = await openPurse({ transactionStepMs: 60_000 });
    const terminal = new Terminal(sendArguments(purse.ether, '--wait'), purse.env);
    await terminal.sees('is PENDING…');
    await terminal.types(KEY.ctrlC);
    await terminal.sees('goes on without you. Look again: upvest-wallet transactions show');
    expect(await terminal.exited).toBe(130);
  });

  test('in the interactive wallet: chosen, typed, corrected, confirmed, followed to its end, and in the history', async () => {
    const terminal = new Terminal(['demo'], ownFolder(), { columns: 110, rows: 40 });
    await terminal.sees('What would you like to do?');
    await terminal.types(KEY.enter);
    await terminal.sees('Wallets (12):');
    await terminal.types(...Array<string>(11).fill(KEY.down), KEY.enter);
    await terminal.sees('This wallet:');
    await terminal.types(KEY.down, KEY.enter);
    await terminal.sees('What to send?');
    await terminal.types(KEY.enter);
    await terminal.sees('To which address:');
    await terminal.types(`${RECIPIENT}0`, KEY.enter);
    await terminal.sees('41 digits');
    await terminal.types('\x7f', KEY.enter);
    await terminal.sees('How much ETH (of 1.5 ETH):');
    await terminal.types('0.5', KEY.enter);
    await terminal.sees('How fast?');
    await terminal.types(KEY.enter);
    await terminal.sees('0.5 ETH (Ether (Ropsten))');
    await terminal.sees('Send it?');
    await terminal.types('y', KEY.enter);
    await terminal.sees('Password of demo:');
    await terminal.types('open-sesame', KEY.enter);
    await terminal.sees('Follow it to its end?');
    await terminal.types(KEY.enter);
    await terminal.sees('is CONFIRMED.');
    await terminal.sees('This wallet:');
    await terminal.types(KEY.down, KEY.enter);
    await terminal.sees('Transactions (1):');
    await terminal.sees('CONFIRMED');
    await terminal.types('q');
    await terminal.sees('This wallet:');
    await terminal.types(KEY.ctrlC);
    expect(await terminal.exited).toBe(130);
  });
});
