import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/index.ts';
import { isLoopback, parseApiBaseUrl, parseOrigin } from '../../src/transport/index.ts';
import { printed } from '../support/printed.ts';

describe('both spellings of a base URL become one', () => {
  test.each([
    ['https://api.upvest.co', 'https://api.upvest.co/1.0/'],
    ['https://api.upvest.co/', 'https://api.upvest.co/1.0/'],
    ['https://api.upvest.co/1.0', 'https://api.upvest.co/1.0/'],
    ['https://api.upvest.co/1.0/', 'https://api.upvest.co/1.0/'],
    ['https://api.upvest.co/1.0///', 'https://api.upvest.co/1.0/'],
    ['HTTPS://API.Upvest.co:443/1.0/', 'https://api.upvest.co/1.0/'],
    ['https://gateway.test/upvest', 'https://gateway.test/upvest/1.0/'],
    ['https://gateway.test/upvest/1.0', 'https://gateway.test/upvest/1.0/'],
    ['https://gateway.test/v1.0', 'https://gateway.test/v1.0/1.0/'],
    ['https://gateway.test/1.0/..', 'https://gateway.test/1.0/'],
    ['  https://api.upvest.co/1.0/\n', 'https://api.upvest.co/1.0/'],
    ['https://api.upvest.co/1.0/?', 'https://api.upvest.co/1.0/'],
    ['https://api.upvest.co/1.0/#', 'https://api.upvest.co/1.0/'],
    ['https://@api.upvest.co/', 'https://api.upvest.co/1.0/'],
  ])('%j', (text, expected) => {
    expect(parseApiBaseUrl(text)).toBe(expected);
    expect(parseApiBaseUrl(expected)).toBe(expected);
  });
});

describe('plain http goes nowhere but to this machine', () => {
  test.each([
    ['http://localhost:8000'],
    ['http://LOCALHOST'],
    ['http://127.0.0.1:8787/1.0/'],
    ['http://127.1'],
    ['http://0x7f.1'],
    ['http://2130706433'],
    ['http://0177.0.0.1'],
    ['http://127.255.255.254'],
    ['http://[::1]:8000'],
    ['http://[0:0:0:0:0:0:0:1]'],
    ['http://１２７.0.0.1'],
  ])('%s is accepted, and really is loopback as the URL standard reads it', (text) => {
    expect(new URL(parseApiBaseUrl(text)).hostname).toMatch(/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/);
  });

  test.each([
    ['http://api.upvest.co'],
    ['http://localhost.evil.com'],
    ['http://localhost.'],
    ['http://127.0.0.1.evil.com'],
    ['http://127.evil.com'],
    ['http://0.0.0.0'],
    ['http://[::ffff:127.0.0.1]'],
    ['http://[::ffff:10.0.0.1]'],
    ['http://[::]'],
    ['http://[::1%25lo]'],
    ['http://128.0.0.1'],
    ['http://0x80.1'],
    ['http://10.0.0.1'],
    ['http://169.254.169.254'],
    ['http://evil.com\\@127.0.0.1'],
    ['http://evil.com/@127.0.0.1'],
    ['http://evil.com#@localhost'],
    ['http://ⓛocalhost.evil.com'],
    ['ws://localhost'],
    ['ftp://localhost'],
    ['file:///etc/passwd'],
    ['javascript:alert(1)'],
    ['data:text/plain,hi'],
    ['localhost:8000'],
    ['api.upvest.co'],
    ['//api.upvest.co'],
    ['https://'],
    [''],
    ['   '],
  ])('%s is refused', (text) => {
    expect(() => parseApiBaseUrl(text)).toThrow(InvalidInputError);
    expect(() => parseOrigin(text)).toThrow(InvalidInputError);
  });

  test('the obvious test of the text would let a stranger in', () => {
    const naive = (text: string) => /^http:\/\/(localhost|127\.)/.test(text);
    expect(naive('http://localhost.evil.com')).toBe(true);
    expect(naive('http://127.0.0.1.evil.com')).toBe(true);
  });
});

describe('what could carry a secret, or be taken for part of a path, is refused without being repeated', () => {
  test.each([
    ['https://ada:sentinel@api.upvest.co/'],
    ['https://sentinel@api.upvest.co/'],
    ['https://:sentinel@api.upvest.co/'],
    ['http://sentinel:x@localhost/'],
    ['https://api.upvest.co/1.0/?token=sentinel'],
    ['https://api.upvest.co/1.0/#sentinel'],
    ['ftp://ada:sentinel@api.upvest.co/'],
    ['http://evil.com/?sentinel'],
  ])('%s', (text) => {
    let error: unknown;
    try {
      parseApiBaseUrl(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(printed(error)).not.toContain('sentinel');
  });
});

test('an API without a version in its path keeps the path that it has', () => {
  expect(parseOrigin('https://api.upvest.co/').href).toBe('https://api.upvest.co/');
  expect(parseOrigin('https://api.upvest.co/v2?').href).toBe('https://api.upvest.co/v2');
});

test('loopback is decided by the host alone', () => {
  expect(['localhost', '127.0.0.1', '[::1]', '::1'].map(isLoopback)).toEqual([true, true, true, true]);
  expect(['', 'localhost.evil', '127.0.0.1.', '127', '::ffff:7f00:1', '0.0.0.0'].some(isLoopback)).toBe(false);
});
