import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { InvalidInputError } from '../../src/errors.ts';
import { loadSigningKey, loadVerifyingKey } from '../../src/investment/index.ts';
import { scaled } from '../support/scale.ts';
import { PASSPHRASE, thrown } from './support.ts';
import { vectorKey } from './vectors.ts';

const keyId = 'key-1';
const names = ['p256', 'p521', 'ed25519'] as const;

/** Every form in which a key lies in files: [name, PEM, passphrase]. */
function formsOf(name: string): [string, string, string | undefined][] {
  const key = createPrivateKey(vectorKey(name).privateKeyPem);
  const secret = { cipher: 'aes-256-cbc', passphrase: PASSPHRASE };
  const forms: [string, string, string | undefined][] = [
    ['PKCS#8', key.export({ type: 'pkcs8', format: 'pem' }).toString(), undefined],
    ['encrypted PKCS#8', key.export({ type: 'pkcs8', format: 'pem', ...secret }).toString(), PASSPHRASE],
  ];
  if (name === 'ed25519') return forms;
  return [
    ...forms,
    ['SEC1', vectorKey(name).privateKeySec1Pem ?? '', undefined],
    ['encrypted SEC1', key.export({ type: 'sec1', format: 'pem', ...secret }).toString(), PASSPHRASE],
  ];
}

const forms = names.flatMap((name) =>
  formsOf(name).map(([form, pem, passphrase]) => [name, form, pem, passphrase] as const),
);

it.each(forms)('%s is read from %s, as text and as bytes', (name, _form, pem, passphrase) => {
  for (const key of [pem, Buffer.from(pem)]) {
    const signingKey = loadSigningKey({ keyId, key, passphrase });
    const signature = signingKey.sign('text');
    expect(loadVerifyingKey(vectorKey(name).publicKeyPem).verify('text', signature)).toBe(true);
    expect(loadVerifyingKey(signingKey.publicKey()).verify('text', signature)).toBe(true);
    expect(loadVerifyingKey(vectorKey(name).publicKeyPem).verify('other', signature)).toBe(false);
  }
});

it('the forms are those that the names say', () => {
  expect(forms.map(([, , pem]) => pem.split('\n').slice(0, 2).join(' '))).toEqual(
    expect.arrayContaining([expect.stringContaining('BEGIN EC PRIVATE KEY----- Proc-Type: 4,ENCRYPTED')]),
  );
  expect(forms.filter(([, , pem]) => pem.includes('BEGIN ENCRYPTED PRIVATE KEY'))).toHaveLength(3);
});

it.each(forms.filter(([, , , passphrase]) => passphrase))(
  '%s, %s: no or a wrong passphrase is told apart',
  (_n, _f, key) => {
    const none = thrown(() => loadSigningKey({ keyId, key }), InvalidInputError);
    expect(none.message).toContain('no passphrase');
    const wrong = thrown(() => loadSigningKey({ keyId, key, passphrase: `${PASSPHRASE}-wrong` }), InvalidInputError);
    expect(wrong.message).toContain('passphrase does not open');
    for (const error of [none, wrong]) {
      expect(error.hint).toBeDefined();
      expect(error.cause).toBeUndefined();
      expect(error.stack).not.toContain('SENTINEL');
    }
  },
);

it.each([
  ['sec1', 'aes-256-cbc'],
  ['pkcs8', 'aes-256-cbc'],
] as const)(
  'a wrong passphrase that decrypts to something (%s) was called an encryption that Node cannot read',
  (type, cipher) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-521' });
    const seen = new Set<string>();
    // One of 256 has the right padding by chance.
    for (let tried = 0; tried < (type === 'sec1' ? scaled(600, 3_000) : scaled(60, 600)); tried += 1) {
      const key = privateKey.export({ type, format: 'pem', cipher, passphrase: PASSPHRASE }).toString();
      seen.add(thrown(() => loadSigningKey({ keyId, key, passphrase: 'wrong' }), InvalidInputError).message);
    }
    expect([...seen]).toEqual(['The passphrase does not open the signing key, or the key is damaged.']);
  },
);

it.each([
  ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['RSA-PSS', generateKeyPairSync('rsa-pss', { modulusLength: 2048 })],
  ['secp384r1', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ['secp256k1', generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
  ['ED448', generateKeyPairSync('ed448')],
  ['X25519', generateKeyPairSync('x25519')],
])('%s keys are refused by name, with the ones that do', (name, { privateKey, publicKey }) => {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  for (const attempt of [
    () => loadSigningKey({ keyId, key: pem }),
    () => loadSigningKey({ keyId, key: privateKey }),
    () => loadVerifyingKey(publicKey),
  ]) {
    const error = thrown(attempt, InvalidInputError);
    expect(error.message).toContain(name);
    expect(error.hint).toContain('P-521');
  }
});

it.each([
  ['a path', '/home/me/key.pem', 'not a private key in PEM form'],
  ['nothing', '', 'not a private key in PEM form'],
  ['a public key', vectorKey('p256').publicKeyPem, 'public key'],
  ['an OpenSSH key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----', 'OpenSSH'],
  ['a cut key', vectorKey('p256').privateKeyPem.slice(0, 120), 'damaged'],
])('%s in the place of the key gets a sentence that says so', (_what, key, words) => {
  expect(thrown(() => loadSigningKey({ keyId, key }), InvalidInputError).message).toContain(words);
});

it('an Ed25519 public key is also read from the base64 of its bytes, and is registered so', () => {
  const signingKey = loadSigningKey({ keyId, key: vectorKey('ed25519').privateKeyPem });
  expect(signingKey.publicKey()).toBe('y5c1PPEue0WwxSCY5n2x9VKwRNxfcq/KQYrxMYqSJGs=');
  expect(loadVerifyingKey(signingKey.publicKey()).algorithm).toBe('ed25519');
});

it('what is no public key is refused', () => {
  for (const key of ['', 'x', `${'A'.repeat(42)}=`]) thrown(() => loadVerifyingKey(key), InvalidInputError);
});
