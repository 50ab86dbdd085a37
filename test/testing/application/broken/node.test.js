import { test } from 'node:test';
import { replay } from 'upvest-wallet/testing';
import { carelessPortfolio } from '../portfolio.js';

// Not the story that was recorded: the tests of the application test have to fail, and to say why.
test('goes another way than the tape', async (t) => {
  const tape = await replay('portfolio');
  t.after(() => tape.close());
  await carelessPortfolio(tape, { username: 'somebody else', password: 'sentinel-4711' });
});
