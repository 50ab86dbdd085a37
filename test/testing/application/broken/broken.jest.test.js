import { afterEach, test } from '@jest/globals';
import { replay } from 'upvest-wallet/testing';
import { carelessPortfolio } from '../portfolio.js';

let tape;
afterEach(() => tape.close());

test('goes another way than the tape', async () => {
  tape = await replay('portfolio');
  await carelessPortfolio(tape, { username: 'somebody else', password: 'sentinel-4711' });
});
