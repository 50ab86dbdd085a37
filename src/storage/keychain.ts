import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { TokenStoreError } from '../errors.ts';

/** Other programs see this name in the keychain's own window. */
export const KEYCHAIN_SERVICE = 'upvest-wallet';

/** A person may have to unlock it first; beyond that it hangs, as keychains do on machines without a desktop. */
const ANSWER_WITHIN_MS = 30_000;
const PROBE_WITHIN_MS = 3_000;

/**
 * On Linux pinned to the Secret Service: without a session bus the library would silently use the kernel's keyring, which
 * other sessions of the user can read and which forgets after a reboot.
 */
const OPTIONS = { linux: { store: 'secret-service' } } as const;

/** The text of one keychain entry; undefined when there is none. @throws {TokenStoreError} `keychain` */
export async function readKeychain(account: string): Promise<string | undefined> {
  return answered('read', async (signal) => (await (await entry(account)).getPassword(signal)) ?? undefined);
}

export async function writeKeychain(account: string, text: string): Promise<void> {
  await answered('write to', async (signal) => (await entry(account)).setPassword(text, signal));
}

export async function removeFromKeychain(account: string): Promise<void> {
  await answered('remove from', async (signal) => (await entry(account)).deletePassword(signal));
}

async function entry(account: string) {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return new AsyncEntry(KEYCHAIN_SERVICE, account, OPTIONS);
}

async function answered<T>(verb: string, action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ANSWER_WITHIN_MS);
  const silence = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(new Error('it does not answer')), { once: true });
  });
  try {
    return await Promise.race([action(stop.signal), silence]);
  } catch (error) {
    throw new TokenStoreError(`Cannot ${verb} the keychain: ${reasonOf(error)}.`, {
      failure: 'keychain',
      hint: 'Unlock it, or keep the secrets in a file: UPVEST_TOKEN_STORE=file.',
    });
  } finally {
    clearTimeout(timer);
  }
}

/** The library's messages name the service and the platform's reason, never the secret. One line of them is enough. */
function reasonOf(error: unknown): string {
  if ((error as { code?: unknown }).code === 'ERR_MODULE_NOT_FOUND')
    return 'its library (@napi-rs/keyring) is not installed';
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/[.\s]+$/, '').slice(0, 160) || 'it failed without saying why';
}

/** Writes, reads and deletes an entry of its own, as any use would. Prints nothing on success. */
const PROBE = `
const { Entry } = require(process.argv[1]);
const entry = new Entry(${JSON.stringify(KEYCHAIN_SERVICE)}, 'probe ' + process.pid + ' ' + Date.now(), ${JSON.stringify(OPTIONS)});
entry.setPassword('probe');
const same = entry.getPassword() === 'probe';
entry.deletePassword();
if (!same) throw new Error('what was written did not come back');
`;

/**
 * Whether the keychain works here: undefined when it does, else why not, in words. Tried in a process of its own that is killed
 * after three seconds, since nothing else ends a keychain that hangs.
 */
export function probeKeychain(): Promise<string | undefined> {
  let library: string;
  try {
    library = createRequire(import.meta.url).resolve('@napi-rs/keyring');
  } catch {
    return Promise.resolve('its library (@napi-rs/keyring) is not installed');
  }
  const options = {
    timeout: PROBE_WITHIN_MS,
    killSignal: 'SIGKILL',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  } as const;
  return new Promise((resolve) => {
    execFile(process.execPath, ['-e', PROBE, library], options, (error, _stdout, stderr) => {
      if (!error) resolve(undefined);
      else if (error.killed) resolve('it does not answer within three seconds');
      else resolve(inWords(/Error: (.*)/.exec(stderr)?.[1] ?? 'it cannot be used here'));
    });
  });
}

/** The platform's reason without its jargon where we know it. */
function inWords(reason: string): string {
  if (/DBus|D-Bus|org\.freedesktop/i.test(reason)) return 'no desktop session with a Secret Service is running here';
  return reason.replace(/[.\s]+$/, '').slice(0, 160);
}
