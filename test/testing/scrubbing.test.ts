import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { record } from '../../src/testing/index.ts';
import { startHttpServer, type TestServer } from '../support/http-server.ts';
import { scaled } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { ALL_SENTINELS, archive, SENTINELS, SPELLINGS, sentinelsIn } from './sentinels.ts';
import { ask, BASE_URL, everythingIn, postForm, postJson } from './support.ts';

const S = SENTINELS;

const keystore = {
  version: 3,
  id: 'an-id',
  address: 'abc',
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '0123456789abcdef0123456789abcdef' },
    ciphertext: S.keyCipher,
    kdf: 'scrypt',
    kdfparams: { n: 8192, r: 8, p: 1, dklen: 32, salt: S.keySalt },
    mac: S.keyMac,
  },
};

const metadata = { username: 'ada', total_wallet_count: 2 };

/** Every secret in every spelling, as a value, as a name, and as a part of a sentence. */
const echoes = ALL_SENTINELS.flatMap((secret) => Object.values(SPELLINGS).map((spell) => spell(secret)));

/** In the short form every one of them stands as a value once, and some stand everywhere. */
const some = echoes.filter((_echo, index) => scaled(index % 11 === 0, true));

const ANSWERS: Record<string, { headers?: Record<string, string | string[]>; body: unknown; gzip?: boolean }> = {
  token: {
    headers: { 'set-cookie': [`session=${S.cookie}; Path=/; HttpOnly`, 'theme=dark'] },
    body: { access_token: S.accessToken, refresh_token: S.refreshToken, token_type: 'Bearer', expires_in: 36_000 },
  },
  users: { body: { username: 'ada', recoverykit: S.kitDrawing } },
  'users-raw': { body: { username: 'ada', recoverykit: S.kitBox } },
  hooks: { body: { id: '1', name: null, hmac_secret_key: S.webhookSecret, headers: {} } },
  offboard: {
    gzip: true,
    body: {
      metadata,
      results: [
        { id: '1', address: '0xabc', keystore_file: keystore },
        { id: '2', bip38_encrypted_private_key: S.bip38, qr_code_svg: S.drawing, qr_code_png_base64: S.picture },
      ],
      zip_base64: archive(metadata, keystore),
    },
  },
  echoes: {
    gzip: true,
    headers: {
      location: `http://elsewhere.test/${encodeURIComponent(S.password)}?x=${S.accessToken}`,
      'www-authenticate': `Bearer realm="api", error_description="${S.refreshToken}"`,
    },
    body: {
      values: echoes,
      names: Object.fromEntries(some.map((echo, index) => [echo, index])),
      sentences: some.map((echo) => `The value ${echo} is wrong.`),
      nested: JSON.stringify({ error: { message: some } }),
    },
  },
  plain: {
    headers: { 'content-type': 'text/plain' },
    body: `a=1&access_token=${S.onlyInText}&b=2\n${some.join('\n')}`,
  },
  page: {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<form><input type="hidden" name="csrf_token" value="${S.onlyInHtml}"></form><p>${some.join('</p><p>')}</p>`,
  },
};

function startLeakyServer(): Promise<TestServer> {
  return startHttpServer((request, response) => {
    const name = /^\/1\.0\/([a-z-]+)/.exec(request.url ?? '')?.[1] ?? '';
    const { headers = {}, body, gzip } = ANSWERS[name] ?? { body: {} };
    const text = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    for (const [key, value] of Object.entries({ 'content-type': 'application/json', ...headers })) {
      response.setHeader(key, typeof value === 'string' ? Buffer.from(value).toString('latin1') : value);
    }
    if (gzip) response.setHeader('content-encoding', 'gzip');
    const bytes = gzip ? gzipSync(text) : text;
    // In chunks, so that secrets are cut in two on the wire.
    for (let at = 0; at < bytes.length; at += 1000) response.write(bytes.subarray(at, at + 1000));
    response.end();
  });
}

async function story(base: string): Promise<void> {
  const login = { grant_type: 'password', username: 'ada', client_id: 'my-client' };
  await postForm(`${base}token`, { ...login, password: S.password, client_secret: S.clientSecret });
  const basic = Buffer.from(`my-client:${encodeURIComponent(S.basicSecret)}`).toString('base64');
  await ask(`${base}token`, {
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: S.refreshToken }).toString(),
  });
  await ask(`${base}users`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-up-api-key': S.apiKey,
      'x-up-api-passphrase': S.passphrase,
      'x-up-api-signature': S.signature,
      cookie: `session=${S.cookie}; a=b`,
    },
    body: JSON.stringify({ old_password: S.password, new_password: S.newPassword, deep: [{ pin: Number(S.numeric) }] }),
  });
  const seed = { cipher: 'x', ciphertext: S.seedText, hashparams: { m: 1, t: 2 } };
  await postJson(`${base}users-raw`, { seed, seedhash: S.seedHash, user_id: 7, password: S.newPassword });
  await ask(
    `${base}hooks/${encodeURIComponent(S.named)}?name=${encodeURIComponent(S.hidden)}&access_token=${S.accessToken}`,
    {
      headers: { authorization: `Bearer ${S.accessToken}` },
    },
  );
  await postJson(`${base}offboard`, { password: S.password });
  for (const name of ['echoes', 'plain', 'page']) await ask(base + name);
  for (const secret of ALL_SENTINELS) {
    const spelled = Object.values(SPELLINGS).map((spell) => spell(secret));
    for (const half of scaled(
      [spelled.filter((echo) => some.includes(echo))],
      [spelled.slice(0, 15), spelled.slice(15)],
    )) {
      const query = new URLSearchParams(half.map((echo, index): [string, string] => [`q${index}`, echo]));
      await ask(`${base}echo/${encodeURIComponent(secret)}?${query}`);
    }
  }
  await postJson(`${base}echoes`, { some });
  await postForm(`${base}echoes`, Object.fromEntries(some.map((echo, index) => [`${index} ${echo}`, echo])));
}

async function recordStory(folder: string, base: string): Promise<void> {
  await record(
    'sentinels',
    async ({ hide }) => {
      hide(S.hidden);
      await story(base);
    },
    { folder, baseUrl: BASE_URL, secrets: [S.named], clock: () => new Date(0) },
  );
}

describe('a story with a secret of every kind, in every place and in every spelling', () => {
  test('leaves none of them in anything that is written', async () => {
    await using server = await startLeakyServer();
    using temp = tempFolder();
    await recordStory(temp.path, `${server.url}1.0/`);
    const written = everythingIn(temp.path);
    expect(written.length).toBeGreaterThan(50_000);
    expect(sentinelsIn(written)).toEqual([]);
    // Nor in the archive, once it is unpacked.
    const tape = JSON.parse(readFileSync(`${temp.path}/sentinels.tape.json`, 'utf8'));
    const {
      zip_base64,
      results,
      metadata: said,
    } = tape.exchanges.find(({ request }: { request: { path: string } }) => request.path === 'offboard').response.json;
    const files = Object.entries(unzipSync(Buffer.from(zip_base64, 'base64'))).map(
      ([name, bytes]) => [name, Buffer.from(bytes)] as const,
    );
    expect(sentinelsIn(files.map(([name, bytes]) => name + bytes.toString('latin1') + bytes).join('\n'))).toEqual([]);
    // And everything fits together still (contract 3.8).
    const file = Object.fromEntries(files);
    expect(JSON.parse(String(file['metadata.json']))).toEqual(said);
    expect(JSON.parse(String(file['ethereum_0xabc.json']))).toEqual(results[0].keystore_file);
    expect(String(file['bitcoin_mabc/bitcoin_mabc.txt'])).toBe(results[1].bip38_encrypted_private_key);
    expect(String(file['bitcoin_mabc/bitcoin_mabc.svg'])).toBe(results[1].qr_code_svg);
    expect(file['bitcoin_mabc/bitcoin_mabc.png']?.toString('base64')).toBe(results[1].qr_code_png_base64);
  });

  test('leaks when nock’s bare recorder writes it', async () => {
    await using server = await startLeakyServer();
    nock.restore();
    nock.recorder.rec({ dont_print: true, output_objects: true, enable_reqheaders_recording: true });
    try {
      await story(`${server.url}1.0/`);
    } finally {
      nock.restore();
    }
    const found = sentinelsIn(JSON.stringify(nock.recorder.play()));
    nock.recorder.clear();
    expect(found.length).toBeGreaterThan(100);
  });
});
