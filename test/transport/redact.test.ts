import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteServerText, REDACTED } from '../../src/transport/index.ts';
import { secretsIn } from '../support/printed.ts';

describe('a server that echoes a secret of the request finds no voice', () => {
  const secret = 'p&ss w+rd="ü%"\\x';

  test.each([
    ['as it is', secret],
    ['as a form sends it', new URLSearchParams({ x: secret }).toString().slice(2)],
    ['as a path or query would', encodeURIComponent(secret)],
    ['as JSON writes it', JSON.stringify(secret).slice(1, -1)],
    ['in base64', Buffer.from(secret).toString('base64')],
  ])('%s', (_how, spelling) => {
    expect(spelling.length).toBeGreaterThan(4);
    const text = quoteServerText(`bad request: username=ada&password=${spelling}&x=1`, [secret]);
    expect(secretsIn(text, [secret])).toEqual([]);
    expect(text).toContain(REDACTED);
    expect(text).toContain('username=ada');
  });

  test('in lower-case percent signs, as many servers write them', () => {
    const spelling = encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase());
    expect(quoteServerText(`got ${spelling}`, [secret])).toBe(`got ${REDACTED}`);
  });

  test('a secret that begins with another one leaves no rest behind, in whatever order they are named', () => {
    for (const secrets of [
      ['abcd', 'abcd-efgh'],
      ['abcd-efgh', 'abcd'],
    ]) {
      expect(quoteServerText('got abcd-efgh', secrets)).toBe(`got ${REDACTED}`);
    }
  });

  test('a secret that the server broke up with invisible characters is still one', () => {
    expect(quoteServerText('got pass\u200bword!', ['password!'])).toBe(`got ${REDACTED}`);
    expect(quoteServerText('got 👨\u200d👩\u200d👧 pass', ['👨\u200d👩\u200d👧 pass'])).toBe(`got ${REDACTED}`);
  });

  test('whatever the secret is, and wherever it stands', () => {
    const secrets = fc.array(fc.string({ unit: 'grapheme', minLength: 4, maxLength: 40 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (all, before, after) => {
        fc.pre(all.every((secret) => secret.trim().length >= 4 && !REDACTED.includes(secret)));
        const text = quoteServerText(`${before}<${all.join('|')}>${after}`, all, 10_000);
        const outside = `${before}<|>${after} ${REDACTED.repeat(4)}`;
        fc.pre(all.every((secret) => !outside.includes(secret)));
        for (const secret of all) expect(text.split(REDACTED).join(' ')).not.toContain(secret);
      }),
    );
  });

  test('secrets of three characters and fewer are left alone: every "a" redacted would say more', () => {
    expect(quoteServerText('a bad day', ['a', 'bad'])).toBe('a bad day');
  });

  test('a text that is no secret stays as it is', () => {
    expect(quoteServerText('Invalid credentials given.', ['hunter22'])).toBe('Invalid credentials given.');
  });
});

test('a secret of any length is taken out, and never stands in the error of an expression that became too large', () => {
  for (const length of [499, 500, 501, 15_000]) {
    const secret = 'Aé漢🚀 &x'.repeat(length).slice(0, length);
    for (const spelling of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret.replace(/\p{Surrogate}/gu, '\ufffd')),
    ]) {
      expect(quoteServerText(`got ${spelling}`, [secret])).toBe(`got ${REDACTED}`);
    }
  }
});

describe('the text of a server is fit for a message', () => {
  test.each([
    ['\u001b[2J\u001b]52;c;ZXZpbA==\u0007hi', /^\[2J \]52;c;ZXZpbA== hi$/],
    ['one\r\ntwo\ttab', /^one two tab$/],
    ['\u202egnp.exe\u2066', /^gnp\.exe$/],
    ['a\u200b\u200c\u200d\ufeffb', /^ab$/],
    ['\u0000\u009b31m', /^31m$/],
    ['line\u2028and\u2029paragraph', /^line and paragraph$/],
  ])('%j is harmless', (text, expected) => {
    expect(quoteServerText(text, [])).toMatch(expected);
  });

  test('no control character survives, whatever is thrown at it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        expect(quoteServerText(text, [])).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  test('it is short, even of a hundred megabytes, and quickly so', () => {
    const startedAt = performance.now();
    expect(quoteServerText('a '.repeat(50_000_000), ['secret']).length).toBeLessThanOrEqual(301);
    expect(quoteServerText('\u0007 '.repeat(1_000_000), ['secret']).length).toBeLessThanOrEqual(301);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('it is not cut through a character', () => {
    for (const shift of ['', 'x']) {
      expect(quoteServerText(shift + '🦊'.repeat(300), [])).not.toMatch(/\p{Surrogate}/u);
    }
  });

  test('a secret that is cut at the bound does not show its beginning', () => {
    const secret = 'secret-'.repeat(40);
    expect(quoteServerText(`${'x'.repeat(290)}${secret}`, [secret])).not.toContain('secret-');
    expect(quoteServerText(`${'\u0007'.repeat(99_990)}${secret}`, [secret])).not.toContain('secret-');
  });
});
