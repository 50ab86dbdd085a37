/**
 * Whole-process time of the built terminal against `node -e 0`, alternating, medians: node test/bench/startup.mjs [rounds]
 * Says what the machine's load was, since a busy one stretches the longer runs more.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rounds = Number(process.argv[2] ?? 21);
const bin = fileURLToPath(new URL('../../bin/upvest-wallet.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'upvest-wallet-bench-'));

const server = spawn(process.execPath, [bin, 'sandbox', '--port', '0', '--json'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [first] = await once(server.stdout, 'data');
const { base_url, client_id, client_secret, username, password } = JSON.parse(String(first));
const env = {
  ...process.env,
  UPVEST_CONFIG_DIR: folder,
  UPVEST_TOKEN_STORE: 'file',
  UPVEST_BASE_URL: base_url,
  UPVEST_CLIENT_ID: client_id,
  UPVEST_CLIENT_SECRET: client_secret,
  UPVEST_USERNAME: username,
  UPVEST_PASSWORD: password,
};
const runs = {
  'node -e 0': ['-e', '0'],
  '--version': [bin, '--version'],
  '--help': [bin, '--help'],
  'wallets list --json': [bin, 'wallets', 'list', '--json'],
};
const times = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
try {
  const login = spawnSync(process.execPath, [bin, 'login'], { env, encoding: 'utf8' });
  if (login.status !== 0) throw new Error(login.stderr);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, args] of Object.entries(runs)) {
      const startedAt = performance.now();
      const { status } = spawnSync(process.execPath, args, { env, stdio: 'ignore' });
      if (status !== 0) throw new Error(`${name} exited ${status}`);
      times[name].push(performance.now() - startedAt);
    }
  }
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const base = median(times['node -e 0']);
for (const [name, values] of Object.entries(times)) {
  console.log(
    `${name.padEnd(22)} ${median(values).toFixed(0).padStart(5)} ms   ${(median(values) / base).toFixed(2)} x`,
  );
}
console.log(`load ${loadavg()[0].toFixed(1)}, ${rounds} rounds, node ${process.version}`);
