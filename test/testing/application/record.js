// Records a tape of the application's own. Here the sandbox answers; it might as well be the API, with an account for tests.
import { startSandbox } from 'upvest-wallet/sandbox';
import { record } from 'upvest-wallet/testing';
import { portfolio } from './portfolio.js';

const sandbox = await startSandbox();
const connection = { baseUrl: sandbox.baseUrl, ...sandbox.demo };
const lines = await record('portfolio', () => portfolio(connection, sandbox.demo), {
  story: 'A user logs in and looks at what is there.',
  against: 'upvest-wallet sandbox',
  baseUrl: 'https://api-playground.eu.upvest.co/1.0/',
});
await sandbox.close();
process.stdout.write(JSON.stringify(lines));
