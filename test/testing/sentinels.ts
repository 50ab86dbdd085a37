import { strToU8, zipSync } from 'fflate';

/** One secret of every kind, each distinct and found nowhere else. */
export const SENTINELS = {
  password: 'Sentinel pä$$+word&="4711"',
  newPassword: "new/sentinel'pass<word>4712",
  clientSecret: 'sentinelClientPart4713abcdefghijklmnopqrstuvwxyz',
  basicSecret: 'sentinel:basic%part+4714',
  accessToken: 'sentinelAccessToken4715',
  refreshToken: 'sentinelRefreshToken4716',
  apiKey: 'sentinel-app-id-4717',
  passphrase: 'sentinel phrase 4718',
  signature: '5e47171e15e47171e15e47171e15e47171e15e47171e15e47171e15e47171e1a',
  webhookSecret: 'sentinelWebhook4719',
  kitDrawing: '<svg xmlns="http://www.w3.org/2000/svg"><path id="qr-path" d="M47 20h1v1h-1z"/></svg>',
  kitBox: Buffer.from('sentinel sealed box 4721 sentinel').toString('base64'),
  seedText: Buffer.from('sentinel ciphertext of a seed 4722').toString('base64'),
  seedHash: 'f00d4723f00d4723f00d4723f00d4723f00d4723f00d4723f00d4723f00d4723',
  keyCipher: 'c1f4e4724c1f4e4724c1f4e4724c1f4e4724c1f4e4724c1f4e4724c1f4e4724a',
  keyMac: 'bacbac4725bacbac4725bacbac4725bacbac4725bacbac4725bacbac4725bacb',
  keySalt: '5a17a54726a5a17a54726a5a17a54726a5a17a54726a5a17a54726a5a17a5472',
  bip38: '6PRsentinelsentinelsentinelsentinelsentinelsentinel4727',
  drawing: '<svg viewBox="0 0 47 28"><path d="M4 7h2v8z"/></svg>',
  picture: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('sentinel picture 4729')]).toString(
    'base64',
  ),
  cookie: 'sentinelCookie4730',
  named: 'Sentinel Näme 4731',
  hidden: 'sentinel-hidden-4732',
  onlyInText: 'sentinelOnlyInText4733',
  onlyInHtml: 'sentinelOnlyInHtml4734',
  numeric: '473547354735',
} as const;

export const ALL_SENTINELS: readonly string[] = Object.values(SENTINELS);

const percentAll = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const hex = (text: string) => Buffer.from(text).toString('hex');
const json = (text: string) => JSON.stringify(text).slice(1, -1);
const units = (text: string, write: (code: number) => string) =>
  Array.from({ length: text.length }, (_, index) => write(text.charCodeAt(index))).join('');
const html = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? '',
  );

/** How a secret may be spelled by those who hand it on. */
export const SPELLINGS: Record<string, (secret: string) => string> = {
  'as it is': (text) => text,
  'in capitals': (text) => text.toUpperCase(),
  'decomposed letters': (text) => text.normalize('NFD'),
  'inside a word': (text) => `xx${text}yy`,
  'percent-encoded': (text) => encodeURIComponent(text),
  'percent-encoded, small digits, every byte': percentAll,
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'as a form': (text) => new URLSearchParams({ '': text }).toString().slice(1),
  'escaped for JSON': json,
  'escaped for JSON twice': (text) => json(json(text)),
  'escaped for JSON, slashes too': (text) => json(text).replaceAll('/', '\\/'),
  'escaped for JSON, every letter': (text) => units(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
  'escaped for HTML': html,
  'escaped for HTML, decimal': (text) => units(text, (code) => `&#${code};`),
  'escaped for HTML, hexadecimal': (text) => units(text, (code) => `&#x${code.toString(16)};`),
  base64,
  'base64 after one byte': (text) => base64(`x${text}y`),
  'base64 after two bytes': (text) => base64(`xx${text}yy`),
  'base64 without padding': (text) => base64(text).replace(/=+$/, ''),
  'base64 as part of a path': (text) => `/a/b/${base64(text)}`,
  'base64 in lines': (text) => base64(`${'x'.repeat(50)}${text}${'y'.repeat(50)}`).replace(/.{76}/g, '$&\r\n'),
  base64url: (text) => Buffer.from(`~~~${text}???`).toString('base64url'),
  'base64 among bytes that are no text': (text) =>
    Buffer.concat([Buffer.from([0xff, 0xfe, 0x80]), Buffer.from(text), Buffer.from([0x80, 0xff])]).toString('base64'),
  'base64, percent-encoded': (text) => encodeURIComponent(base64(`??>${text}`)),
  'base64 of a form': (text) => base64(new URLSearchParams({ a: 'b', p: text }).toString()),
  'base64 of JSON': (text) => base64(JSON.stringify({ p: text })),
  'base64 of base64': (text) => base64(base64(text)),
  hex,
  'hex in capitals, after a digit': (text) => `A${hex(text).toUpperCase()}`,
  'hex of base64': (text) => hex(base64(text)),
  'JSON in a text': (text) => JSON.stringify({ deep: [{ deeper: text }] }),
};

/** The archive of contract 3.8. */
export function archive(metadata: unknown, keystore: unknown): string {
  const files = {
    'metadata.json': strToU8(JSON.stringify(metadata)),
    'ethereum_0xabc.json': strToU8(JSON.stringify(keystore)),
    'bitcoin_mabc/bitcoin_mabc.txt': strToU8(SENTINELS.bip38),
    'bitcoin_mabc/bitcoin_mabc.svg': strToU8(SENTINELS.drawing),
    'bitcoin_mabc/bitcoin_mabc.png': new Uint8Array(Buffer.from(SENTINELS.picture, 'base64')),
  };
  return Buffer.from(zipSync(files, { level: 9 })).toString('base64');
}

/** What of a secret's base64 does not depend on its neighbours, for each way to stand. */
function cores(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(before === 0 ? 0 : before + 1, -1);
  });
}

/** Every spelling by which a secret can be found in the text, as `<spelling>: <secret>`. */
export function sentinelsIn(text: string): string[] {
  const lower = text.toLowerCase();
  return ALL_SENTINELS.flatMap((secret) => {
    const found = Object.entries(SPELLINGS).filter(([, spell]) => lower.includes(spell(secret).toLowerCase()));
    const inside = [secret, base64(secret), hex(secret)].some((spelled) =>
      cores(Buffer.from(spelled)).some(
        (core) => text.includes(core) || text.includes(core.replaceAll('+', '-').replaceAll('/', '_')),
      ),
    );
    return [...found.map(([name]) => `${name}: ${secret}`), ...(inside ? [`inside base64: ${secret}`] : [])];
  });
}
