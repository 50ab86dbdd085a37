import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scaled, spread } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { expectHarmless } from './support/harmless.ts';
import { HostileApi, type Refusal } from './support/hostile-api.ts';
import { SHORT_PAYLOADS } from './support/payloads.ts';
import { runInProcess } from './support/run-in-process.ts';

const TEXTS = SHORT_PAYLOADS.map(([, text]) => text);
const folder = tempFolder();
const env: NodeJS.ProcessEnv = { UPVEST_CONFIG_DIR: folder.path, UPVEST_TOKEN_STORE: 'file' };
let api: HostileApi;

beforeAll(async () => {
  api = await HostileApi.start(TEXTS);
  const { privateKey } = generateKeyPairSync('ed25519');
  const file = join(folder.path, 'key.pem');
  writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  Object.assign(env, {
    UPVEST_INVESTMENT_URL: new URL('/', api.baseUrl).href,
    UPVEST_INVESTMENT_CLIENT_ID: 'ebabcf4d-61c3-4942-875c-e265a7c2d062',
    UPVEST_INVESTMENT_CLIENT_SECRET: 'secret',
    UPVEST_INVESTMENT_KEY_ID: '4f3b1e9a-7c55-4f0c-9e52-1f2a3b4c5d6e',
    UPVEST_INVESTMENT_KEY_FILE: file,
  });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const READS = ['investment', 'request', 'GET', '/users', '--scope', 'users:read', '--verbose'];

test.each(['table', 'json', 'ndjson'])(
  'an answer of the Investment API is printed harmlessly (%s), and is the very same JSON',
  async (format) => {
    api.refusal = undefined;
    const { exitCode, stdout, stderr } = await runInProcess([...READS, '--output', format], { env });
    expect(exitCode).toBe(0);
    await expectHarmless(stderr);
    await expectHarmless(stdout);
    expect(JSON.parse(stdout).users).toEqual(TEXTS.map((text) => JSON.parse(JSON.stringify(text))));
  },
);

const REFUSALS: Record<string, (text: string) => Refusal> = {
  'as a problem': (text) => ({
    status: 400,
    body: { type: text, title: text, detail: text, code: text, request_id: text, instance: text },
    contentType: 'application/problem+json',
  }),
  'as a problem without a sentence': (text) => ({ status: 422, body: { code: text, errors: [{ [text]: text }] } }),
  'as a page': (text) => ({
    status: 502,
    body: `<html>${text.replace(/\p{Surrogate}/gu, '')}</html>`,
    contentType: 'text/html',
  }),
  'in the form of OAuth': (text) => ({ status: 400, body: { error: text, error_description: text } }),
};

test.each(Object.keys(REFUSALS))(
  'a refusal of the Investment API %s is printed harmlessly, as lines and as JSON',
  async (how) => {
    for (const text of spread(TEXTS, scaled(8, TEXTS.length))) {
      api.refusal = REFUSALS[how]?.(text);
      for (const args of [READS, [...READS, '--json']]) {
        const { exitCode, stdout, stderr } = await runInProcess(args, { env });
        expect([exitCode > 0, stdout]).toEqual([true, '']);
        await expectHarmless(stderr);
      }
    }
  },
);
