/** `wallets list` as it is written in an afternoon: the same session, axios as it comes, and errors printed as they are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axios from 'axios';

const { UPVEST_CONFIG_DIR: folder } = process.env;
const { profiles } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
const { tokens } = JSON.parse(readFileSync(join(folder, 'credentials.json'), 'utf8'));

try {
  const { data } = await axios.get(`${profiles.default.baseUrl}kms/wallets/`, {
    headers: { Authorization: `Bearer ${tokens.accessToken}` },
    timeout: 3_000,
  });
  console.log(JSON.stringify(data.results));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
