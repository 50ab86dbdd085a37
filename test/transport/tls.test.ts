import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type Certificate, opensslIsThere, selfSigned } from '../support/certificates.ts';
import { startHttpServer } from '../support/http-server.ts';
import { printed, secretsIn } from '../support/printed.ts';
import { runProgram } from '../support/run-program.ts';
import { BEARER, callOver, PASSWORD } from '../support/transport-call.ts';

async function startTlsServer(certificate: Certificate) {
  let requests = 0;
  const server = https.createServer({ key: certificate.key, cert: certificate.cert }, (_request, response) => {
    requests += 1;
    response.end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/`,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.skipIf(!opensslIsThere)('an untrustworthy certificate (skipped where the program openssl is missing)', () => {
  test.each(['GET', 'POST'] as const)(
    'signed by itself: a %s is not carried out, and the error says why',
    async (method) => {
      using certificate = selfSigned('DNS:localhost');
      await using server = await startTlsServer(certificate);
      const outcome = await callOver(server.url, method);
      expect(outcome.name).toBe('ConnectionError');
      expect(outcome.error.reason).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
      expect(outcome.error.message).toMatch(/^No trustworthy encrypted connection to https:\/\/localhost/);
      expect(secretsIn(printed(outcome.error), [PASSWORD, BEARER])).toEqual([]);
      expect(server.requests()).toBe(0);
    },
  );

  test.each([
    ['for another name', 'DNS:other.test', undefined, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['that has expired', 'DNS:localhost', { from: '20200101000000Z', to: '20210101000000Z' }, 'CERT_HAS_EXPIRED'],
    [
      'that is not valid yet',
      'DNS:localhost',
      { from: '20480101000000Z', to: '20490101000000Z' },
      'CERT_NOT_YET_VALID',
    ],
  ])('%s is refused although its issuer is trusted', async (_what, names, dates, reason) => {
    using certificate = selfSigned(names, dates);
    await using server = await startTlsServer(certificate);
    const calls = JSON.stringify([
      [server.url, 'GET'],
      [server.url, 'POST'],
    ]);
    const { outcomes } = await runProgram('send', [calls], { NODE_EXTRA_CA_CERTS: certificate.file });
    for (const outcome of outcomes) {
      expect([outcome.name, outcome.reason]).toEqual(['ConnectionError', reason]);
      expect(outcome.message).toContain('No trustworthy encrypted connection');
    }
    expect(server.requests()).toBe(0);
  });

  test('one that the system was told to trust is accepted', async () => {
    using certificate = selfSigned('DNS:localhost');
    await using server = await startTlsServer(certificate);
    const { outcomes } = await runProgram('send', [JSON.stringify([[server.url, 'POST']])], {
      NODE_EXTRA_CA_CERTS: certificate.file,
    });
    expect(outcomes[0].value).toEqual({ ok: true });
  });
});

test('a server without encryption behind an https URL gets nothing of the request', async () => {
  await using server = await startHttpServer((_request, response) => response.end('{}'));
  for (const method of ['GET', 'POST'] as const) {
    const outcome = await callOver(`https://localhost:${server.port}/`, method, { maxAttempts: 1 });
    expect(outcome.name).toBe('ConnectionError');
  }
  expect(server.requests).toEqual([]);
});
