/**
 * Runs command lines of the built terminal one after the other in this process, each with an environment, streams and a folder of its
 * own (see terminal-driver.ts). Tells what a caller of the program could have seen, and what it could not have: every connection that
 * was tried, everything on the disk that changed, errors that nobody caught, and what would have kept the process from ending.
 */
import dns from 'node:dns';
import { lstatSync, readdirSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import timers from 'node:timers/promises';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|::1)$/;
/** Node's own, and what `sandbox` and the driver's channel keep. */
const SETTLE_MS = 5_000;
/** Limits, not pauses. */
const LONG_MS = 10_000;

let connections = [];
let uncaught = [];
let exited;
const leave = process.exit;

process.exit = (code) => exited?.(code);
// conf's writer sends on what it gets.
process.kill = () => true;
process.on('uncaughtException', (error) => uncaught.push(describe(error)));
process.on('unhandledRejection', (error) => uncaught.push(describe(error)));
process.on('disconnect', () => leave(0));

/** Pauses can be made short: all but the command's own time limit. */
let [haste, spareMs] = [1, 0];
const hastened = (ms) => (haste === 1 || ms === spareMs || ms >= LONG_MS ? ms : ms / haste);
const later = globalThis.setTimeout;
globalThis.setTimeout = Object.assign((action, ms, ...args) => later(action, hastened(ms), ...args), later);
const sleep = timers.setTimeout;
timers.setTimeout = (ms, ...args) => sleep(hastened(ms), ...args);
syncBuiltinESMExports();

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [options = {}] = Array.isArray(args[0]) ? args[0] : args;
  const host = options.host ?? (options.path ? 'a local socket' : 'localhost');
  connections.push(`${host}:${options.port ?? options.path}`);
  return connect.apply(this, args);
};

/** Nothing leaves this machine, names least of all. */
const lookup = dns.lookup;
dns.lookup = (name, options, callback = options) => {
  if (LOOPBACK.test(name)) return lookup(name, options, callback);
  connections.push(`the name ${name}`);
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND', hostname: name });
  setImmediate(() => callback(error));
};

// Opened when first looked at, and would count as kept open by the command that did.
for (const stream of [process.stdin, process.stdout, process.stderr]) stream.unref?.();

// After everything above has been put in its place.
const { main } = await import('../../dist/cli/main.js');

process.on('message', async ({ id, ...command }) => process.send({ id, ...(await run(command)) }));
process.send({ id: 'ready' });

async function run({ args, env, folder, input, cwd, limitMs, endWhenServing, pauses }) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  [connections, uncaught] = [[], []];
  const before = treeOf(folder);
  const idle = resources();
  const [stdout, stderr] = [collector(), collector()];
  const host = { stdin: inputOf(input), stdout: stdout.stream, stderr: stderr.stream, env: process.env };
  if (endWhenServing) stdout.onFirst = () => setImmediate(() => process.emit('SIGTERM', 'SIGTERM'));
  [haste, spareMs] = [pauses?.dividedBy ?? 1, pauses?.butNot ?? 0];
  // As the program's own file does.
  process.exitCode = 1;
  const startedAt = performance.now();
  let timer;
  const hung = new Promise((resolve) => {
    timer = later(resolve, limitMs, 'hung');
  });
  const left = new Promise((resolve) => {
    exited = resolve;
  });
  const exitCode = await Promise.race([
    left,
    hung,
    main(args, host).catch((error) => {
      uncaught.push(describe(error));
      return 1;
    }),
  ]);
  clearTimeout(timer);
  const durationMs = performance.now() - startedAt;
  host.stdin.destroy();
  const keptBy = exitCode === 'hung' ? [] : await remaining(idle);
  return {
    exitCode: exitCode === 'hung' ? null : exitCode,
    stdout: stdout.text(),
    stderr: stderr.text(),
    durationMs,
    connections,
    ...changes(before, treeOf(folder)),
    uncaught,
    keptBy,
    residentBytes: process.memoryUsage.rss(),
  };
}

function inputOf(input) {
  if (input === 'open') return new Readable({ read() {} });
  return Readable.from(input === undefined || input.length === 0 ? [] : [Buffer.from(input)], { objectMode: false });
}

function collector() {
  const chunks = [];
  const self = { onFirst: () => undefined };
  self.stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      if (chunks.length === 1) self.onFirst();
      done();
    },
  });
  self.text = () => Buffer.concat(chunks).toString('utf8');
  return self;
}

/** What is open now that was not before, once everything had its time to close. */
async function remaining(idle) {
  for (const deadline = Date.now() + SETTLE_MS; ; ) {
    const more = [...idle.entries()].reduce((left, [name, count]) => without(left, name, count), resourceList());
    if (more.length === 0 || Date.now() > deadline) return more;
    await new Promise((resolve) => later(resolve, 5));
  }
}

function without(list, name, count) {
  let left = count;
  return list.filter((one) => one !== name || left-- <= 0);
}

function resourceList() {
  return process.getActiveResourcesInfo().filter((name) => name !== 'Timeout' && name !== 'Immediate');
}

function resources() {
  const counts = new Map();
  for (const name of resourceList()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Every file and folder with what tells that it was touched; a temporary file leaves its mark on the folder. */
function treeOf(folder, tree = new Map()) {
  const { mode, ino, mtimeMs } = lstatSync(folder);
  tree.set(folder, `folder ${mode} ${ino} ${mtimeMs}`);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) treeOf(path, tree);
    else {
      const stats = lstatSync(path);
      tree.set(path, `${stats.mode} ${stats.ino} ${stats.size} ${stats.mtimeMs}`);
    }
  }
  return tree;
}

/** A folder that is there before and after and is as it was but for its time has had a file in it for a while. */
function changes(before, after) {
  const names = new Set([...before.keys(), ...after.keys()]);
  const different = [...names].filter((name) => before.get(name) !== after.get(name));
  const isTouched = (name) => before.get(name)?.startsWith('folder') && after.get(name)?.startsWith('folder');
  return { changed: different.filter((name) => !isTouched(name)), touched: different.filter(isTouched) };
}

function describe(error) {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
