import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleTokens } from '../support/sample-tokens.ts';
import { tempFolder } from '../support/temp-folder.ts';

const installed = ['dbus-run-session', 'gnome-keyring-daemon'].every((name) => spawnSync('which', [name]).status === 0);
if (!installed)
  console.log(
    'SKIPPED keychain tests: gnome-keyring and dbus-run-session are not installed (Debian: gnome-keyring dbus)',
  );

/** Runs a program in a session of its own with an unlocked Secret Service. What it prints as its last line is JSON. */
function inDesktopSession(folder: string, program: string): unknown {
  const path = join(folder, 'program.mjs');
  writeFileSync(path, program);
  // The daemon keeps its keyrings below the home folder.
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const env = {
    ...process.env,
    HOME: home,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_RUNTIME_DIR: home,
    UPVEST_TOKEN_STORE: '',
  };
  const script = `echo -n unlock | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "${process.execPath}" "${path}"`;
  const printed = execFileSync('dbus-run-session', ['--', 'bash', '-c', script], {
    env,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '');
}

const dist = (path: string) => new URL(`../../dist/${path}`, import.meta.url).href;

test.runIf(installed)(
  'a session in the Secret Service survives the process, and no file holds a secret',
  { timeout: 40_000 },
  () => {
    using folder = tempFolder();
    const text = sampleTokens('in-keychain').serialize();
    const result = inDesktopSession(
      folder.path,
      `
    import { KeychainTokenStore, TokenSet } from '${dist('index.js')}';
    const folder = ${JSON.stringify(join(folder.path, 'config'))};
    const store = new KeychainTokenStore({ folder });
    await store.exclusive(() => store.save(TokenSet.parse(${JSON.stringify(text)})));
    const again = await new KeychainTokenStore({ folder }).load();
    const otherFolder = await new KeychainTokenStore({ folder: folder + '2' }).load();
    await store.clear();
    console.log(JSON.stringify({ again: again?.accessToken, otherFolder: otherFolder ?? null, cleared: (await store.load()) ?? null }));
    `,
    );
    expect(result).toEqual({ again: 'access-in-keychain', otherFolder: null, cleared: null });
    for (const name of readdirSync(join(folder.path, 'config'))) {
      expect(readFileSync(join(folder.path, 'config', name), 'utf8')).not.toMatch(/access-|refresh-/);
    }
  },
);

test.runIf(installed)(
  'auto takes a keychain that works, records it, and secrets move both ways without leaving any behind',
  { timeout: 40_000 },
  () => {
    using folder = tempFolder();
    const config = join(folder.path, 'config');
    const text = sampleTokens('moving').serialize();
    const result = inDesktopSession(
      folder.path,
      `
    import { existsSync, readFileSync } from 'node:fs';
    import { TokenSet } from '${dist('index.js')}';
    import { Profiles } from '${dist('profiles/index.js')}';
    import { readKeychain } from '${dist('storage/keychain.js')}';
    const folder = ${JSON.stringify(config)};
    const settings = { baseUrl: 'https://api.example/1.0/', clientId: 'client', scope: ['read'] };
    const tokens = TokenSet.parse(${JSON.stringify(text)});
    const inFile = () => existsSync(folder + '/credentials.json') && readFileSync(folder + '/credentials.json', 'utf8').includes('access-moving');
    const inKeychain = async () => ((await readKeychain('default of ' + folder)) ?? '').includes('access-moving');
    const states = [];
    const look = async (profiles) => states.push([profiles.secretsIn('default').place, inFile(), await inKeychain(), (await profiles.tokenStore('default').load())?.accessToken]);
    const auto = new Profiles(folder, {});
    await auto.saveLogin('default', settings, { clientSecret: 'client secret', tokens });
    await look(auto);
    const file = new Profiles(folder, { UPVEST_TOKEN_STORE: 'file' });
    await file.settleSecrets('default');
    await look(file);
    await auto.settleSecrets('default');
    await look(auto);
    const keychain = new Profiles(folder, { UPVEST_TOKEN_STORE: 'keychain' });
    await keychain.settleSecrets('default');
    await look(keychain);
    const secret = await keychain.clientSecret('default');
    await keychain.remove('default');
    states.push([inFile(), await inKeychain()]);
    console.log(JSON.stringify({ states, secret }));
    `,
    );
    expect(result).toEqual({
      secret: 'client secret',
      states: [
        ['keychain', false, true, 'access-moving'],
        ['file', true, false, 'access-moving'],
        ['file', true, false, 'access-moving'],
        ['keychain', false, true, 'access-moving'],
        [false, false],
      ],
    });
  },
);

test('without a session bus the keychain is refused at once and in words, and auto takes the file and says why', () => {
  using folder = tempFolder();
  const program = join(folder.path, 'program.mjs');
  writeFileSync(
    program,
    `
    import { KeychainTokenStore, TokenSet } from '${dist('index.js')}';
    import { Profiles } from '${dist('profiles/index.js')}';
    const folder = ${JSON.stringify(join(folder.path, 'config'))};
    const tokens = TokenSet.parse(${JSON.stringify(sampleTokens('x').serialize())});
    const direct = await new KeychainTokenStore({ folder }).save(tokens).catch((error) => error);
    const profiles = new Profiles(folder, {});
    await profiles.saveLogin('default', { baseUrl: 'https://api.example/1.0/', clientId: 'c', scope: [] }, { clientSecret: 's', tokens });
    const demanded = await new Profiles(folder, { UPVEST_TOKEN_STORE: 'keychain' }).settleSecrets('default').catch((error) => error);
    console.log(JSON.stringify({ direct: direct.failure, choice: profiles.secretsIn('default'), demanded: demanded.failure }));
    `,
  );
  const env = {
    ...process.env,
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere',
    XDG_RUNTIME_DIR: folder.path,
    UPVEST_TOKEN_STORE: '',
  };
  const result = JSON.parse(execFileSync(process.execPath, [program], { env, encoding: 'utf8', timeout: 20_000 }));
  expect(result).toMatchObject({ direct: 'keychain', choice: { place: 'file' }, demanded: 'keychain' });
  expect(result.choice.why).toMatch(/^no keychain: /);
});
