import type { CommandLine, Outcome } from '../support/terminal-driver.ts';
import { badManners, COLOUR } from '../support/terminal-manners.ts';
import { type Scene, SECRETS } from '../support/terminal-scene.ts';

const EXIT_CODES = [0, 1, 2, 4, 5, 6];
const SIGTERM = 143;
/** Words of commands that may leave something on the disk, when they were done or had something to keep. */
const MAY_WRITE = ['login', 'logout', 'use', 'remove', 'settle', 'configure', 'sandbox', 'offboard', 'request'];

export interface Judged {
  line: CommandLine;
  outcome: Outcome;
  /** That reached the server of the login. */
  requests: number;
  scene: Scene;
  /** The port of that server. */
  canary: number;
}

/** What is wrong with how a command line ended, whatever it was: nothing, if all is well. */
export function problems(judged: Judged): string[] {
  const { line, outcome } = judged;
  if (outcome.exitCode === null) return ['it did not end'];
  const found = [
    ...broken(outcome),
    ...text(judged),
    ...shown(line, outcome),
    ...connected(judged),
    ...written(judged),
  ];
  const exits = line.args.includes('sandbox') ? [...EXIT_CODES, SIGTERM] : EXIT_CODES;
  if (!exits.includes(outcome.exitCode)) found.push(`exit code ${outcome.exitCode}`);
  if (outcome.exitCode === 2) found.push(...wrongUsage(judged));
  else if (outcome.exitCode !== 0 && outcome.stdout + outcome.stderr === '') found.push('says nothing');
  return found;
}

function broken({ uncaught, keptBy }: Outcome): string[] {
  return [
    ...uncaught.map((error) => `nobody caught: ${error}`),
    ...(keptBy.length > 0 ? [`it would not have ended by itself: ${keptBy.join(', ')}`] : []),
  ];
}

function text({ line: { args, env }, outcome, scene }: Judged): string[] {
  // `--option=value`, and `-ovalue`.
  const values = args.flatMap((one) => [one.replace(/^-[^=]*=/, ''), one.replace(/^-\w/, '')]);
  const given = [...args, ...values, ...Object.values(env), scene.folder];
  return badManners({ ...outcome, given, coloured: env.FORCE_COLOR !== undefined });
}

/** Secrets that were not asked for. */
function shown({ args }: CommandLine, { stdout, stderr }: Outcome): string[] {
  return Object.entries(SECRETS).flatMap(([name, secret]) => {
    const asked = name === 'accessToken' && args.includes('token');
    const [out, err] = [!asked && stdout.includes(secret), stderr.includes(secret)];
    return out || err ? [`the ${name} on ${out ? 'stdout' : 'stderr'}`] : [];
  });
}

/** Only where the login belongs, or where the command line or the environment says. */
function connected({ line, outcome, canary }: Judged): string[] {
  const { args, env } = line;
  if (args.includes('demo')) return [];
  const named = [...args, ...args.map((one) => one.replace(/^-[^=]*=/, '')), ...Object.values(env)].flatMap(hostsOf);
  const known = args.some((one) => one.startsWith('--environment'))
    ? ['sandbox.upvest.co', 'upvest.co', 'live.upvest.co']
    : [];
  const allowed = new Set([...named, ...known]);
  const strange = outcome.connections.filter((to) => {
    const host = to.replace(/^the name /, '').replace(/:\d+$/, '');
    return to !== `127.0.0.1:${canary}` && !allowed.has(host);
  });
  return strange.length > 0 ? [`a connection to ${strange.join(', ')}`] : [];
}

function hostsOf(text: string): string[] {
  if (URL.canParse(text)) return [new URL(text).hostname.replace(/^\[|\]$/g, '')];
  // An address to listen on.
  return text.length < 1_000 ? [text] : [];
}

function written({ line, outcome }: Judged): string[] {
  const { exitCode, changed, touched } = outcome;
  const mayWrite = line.args.some((one) => MAY_WRITE.includes(one));
  const wasDone = exitCode === 0 || exitCode === SIGTERM;
  return [
    ...(changed.length > 0 && !(mayWrite && wasDone) ? [`written: ${changed.join(', ')}`] : []),
    // The file for an answer is made before anything is sent, and taken away again when none comes.
    ...(touched.length > 0 && !mayWrite ? [`written and taken away: ${touched.join(', ')}`] : []),
  ];
}

/** Nothing sent, nothing written, one line that says what is wrong and one that says what to do; a program gets one object more. */
function wrongUsage({ line, outcome, requests }: Judged): string[] {
  const { connections, stdout, stderr } = outcome;
  const found: string[] = [];
  if (requests > 0 || connections.length > 0) found.push(`usage was wrong, and asked ${connections.join(', ')}`);
  if (stdout !== '') found.push('usage was wrong, and data was printed');
  if (stderr.startsWith('Usage: ')) return found;
  const lines = stderr
    .replace(line.env.FORCE_COLOR !== undefined ? COLOUR : /(?!)/, '')
    .trimEnd()
    .split('\n')
    .filter((one) => !one.startsWith('Warning: '));
  const summary = lines.at(-1)?.startsWith('{"error":') ? lines.pop() : undefined;
  if (lines.length !== 2) found.push(`${lines.length} lines for wrong usage`);
  if (!/^Error: .{3,}[.!?…)]$/u.test(lines[0] ?? '')) found.push(`no sentence: ${lines[0]?.slice(0, 300)}`);
  if ((lines[1] ?? '').length < 3) found.push('no hint');
  if (summary !== undefined && typeof JSON.parse(summary).error.message !== 'string') found.push('no error object');
  return found;
}
