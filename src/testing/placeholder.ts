import { crc32 } from 'node:zlib';
import type { SecretKind } from './secret-names.ts';

/**
 * What stands on a tape instead of a secret: `refresh-token-1`. Where the secret had a form that a program relies on (a number of hex
 * digits, base64, a picture), so has the placeholder. No character of it changes in a URL, a form, JSON or HTML.
 */
export function placeholderFor(kind: SecretKind, number: number, secret: string): string {
  const name = `${kind}-${number}`;
  switch (kind) {
    case 'qr-picture':
      return Buffer.from(pictureOf(name)).toString('base64');
    case 'qr-code':
      return drawingOf(name);
    case 'recovery-kit':
      return /^\s*<(\?xml|svg)/.test(secret) ? drawingOf(name) : asBase64(name, secret);
    case 'key-file':
    case 'seed':
    case 'seed-hash':
    case 'api-signature':
    case 'webhook-signature':
    case 'hash':
      return inItsForm(name, secret);
    default:
      return name;
  }
}

export function isPlaceholder(text: string): boolean {
  return /^[a-z\d]+(-[a-z\d]+)*-\d+$/.test(text);
}

function inItsForm(name: string, secret: string): string {
  const [, prefix = '', hex] = /^(0x|sha256=|)([\da-f]{16,})$/i.exec(secret) ?? [];
  if (hex !== undefined)
    return (
      prefix +
      Buffer.from(name)
        .toString('hex')
        .padEnd(hex.length, '0')
        .slice(0, Math.max(hex.length, 2 * name.length))
    );
  return asBase64(name, secret);
}

/** Of the same length or longer; letters and digits only, which no other spelling changes. */
function asBase64(name: string, secret: string): string {
  if (!/^[\w+/-]{16,}={0,2}$/.test(secret) || !/[A-Z]/.test(secret)) return name;
  const bytes = Math.max(name.length, Math.floor((secret.replace(/=+$/, '').length * 3) / 4));
  return Buffer.from(name.padEnd(Math.ceil(bytes / 3) * 3, '-')).toString('base64');
}

function drawingOf(name: string): string {
  return `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><title>${name}</title><path id='qr-path' d='M0 0'/></svg>`;
}

/** One black point, and the name as its title. */
function pictureOf(name: string): Uint8Array {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  // A stored block of zlib: a row without filter, and its checksum.
  const pixels = Buffer.from('7801010200fdff00000002' + '0001', 'hex');
  const chunks = [
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(`Title\0${name}`)),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
