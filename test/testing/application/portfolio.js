import { LoginError, WalletClient } from 'upvest-wallet';

/** What a user has, one line for each asset. `connection` is where the API is, and who asks. */
export async function portfolio(connection, { username, password }) {
  const client = new WalletClient(connection);
  try {
    await client.login({ username, password });
    const lines = [];
    for await (const wallet of client.wallets.list()) {
      for (const { amount, symbol } of wallet.balances) lines.push(`${wallet.protocol}: ${amount} ${symbol}`);
    }
    return lines;
  } catch (error) {
    if (error instanceof LoginError) return ['Wrong username or password.'];
    throw error;
  } finally {
    client.close();
  }
}

/** An application that hides what goes wrong. */
export async function carelessPortfolio(connection, user) {
  return portfolio(connection, user).catch(() => ['Try again later.']);
}
