import { createHash, createHmac } from 'node:crypto';
import { sameSecret } from '../constant-time.ts';
import { ApiFailure } from '../error-envelope.ts';
import { pathsAgree } from './signed-path.ts';
import type { Tenant } from './tenant.ts';

/** A request as it came, before anything was made of it. */
export interface SignedRequest {
  header: (name: string) => string | undefined;
  /** As on the request line. */
  method: string;
  /** Path and query. */
  target: string;
  body: Uint8Array;
}

export interface SignatureRules {
  tenant: Tenant;
  /** Now, in epoch milliseconds. */
  clock: () => number;
  /** How far a request's time may be from ours, either way. */
  toleranceSeconds: number;
}

const KEY = 'X-UP-API-Key';
const PASSPHRASE = 'X-UP-API-Passphrase';
const TIMESTAMP = 'X-UP-API-Timestamp';
const SIGNATURE = 'X-UP-API-Signature';
const SIGNED_PATH = 'X-UP-API-Signed-Path';

/**
 * Contract 4.1; throws the 403 that names the header at fault. The signature covers the header's text of the path, which
 * is then held against the request line, and not too closely.
 */
export function checkSignature(request: SignedRequest, { tenant, clock, toleranceSeconds }: SignatureRules): void {
  const need = (name: string): string =>
    request.header(name) ?? refuse(name, 'required', `The header ${name} is missing.`);
  const [key, passphrase, timestamp] = [need(KEY), need(PASSPHRASE), need(TIMESTAMP)];
  const [signature, signedPath] = [need(SIGNATURE), need(SIGNED_PATH)];
  if (!sameSecret(key, tenant.key)) refuse(KEY, 'invalid', 'There is no such API key.');
  if (!sameSecret(passphrase, tenant.passphrase)) refuse(PASSPHRASE, 'invalid', 'The passphrase is wrong.');
  // Node reads headers as Latin-1: that way back are the bytes that were sent and signed.
  const parts = {
    timestamp: Buffer.from(timestamp, 'latin1'),
    method: Buffer.from(request.method),
    signed_path: Buffer.from(signedPath, 'latin1'),
    body: request.body,
  };
  if (!sameSecret(signature, sign(tenant.secret, Object.values(parts)))) throw wrongSignature(parts);
  if (!pathsAgree(parts.signed_path.toString('utf8'), request.target)) {
    refuse(SIGNED_PATH, 'invalid', 'The signed path is not the path of the request.');
  }
  if (!isRecent(timestamp, clock(), toleranceSeconds)) {
    refuse(TIMESTAMP, 'invalid', `The time is not within ${toleranceSeconds} s of ${clock() / 1000}.`);
  }
}

/** Lower-case hex of HMAC-SHA512 over the parts one after the other. */
export function sign(secret: string, parts: readonly Uint8Array[]): string {
  const mac = createHmac('sha512', secret);
  for (const part of parts) mac.update(part);
  return mac.digest('hex');
}

/** Unix seconds, with or without a fraction. */
function isRecent(timestamp: string, nowMs: number, toleranceSeconds: number): boolean {
  if (!/^\d{1,12}(\.\d+)?$/.test(timestamp)) return false;
  return Math.abs(Number(timestamp) * 1000 - nowMs) <= toleranceSeconds * 1000;
}

/** What the server signed, part by part, for the client to see which of them it signed differently. */
function wrongSignature(parts: Record<string, Uint8Array>): ApiFailure {
  const message = 'The signature is wrong.';
  const messageParts = Object.entries(parts).map(([name, bytes]) => [
    name,
    { sha512: createHash('sha512').update(bytes).digest('hex'), canonicalized: Buffer.from(bytes).toString('utf8') },
  ]);
  return new ApiFailure(403, message, {
    details: [
      { location: SIGNATURE, locationType: 'header', message, reason: 'invalid' },
      {
        location: SIGNATURE,
        locationType: 'header',
        message: 'What the server signed.',
        reason: 'debugHint',
        value: { message_parts: Object.fromEntries(messageParts) },
      },
    ],
  });
}

function refuse(location: string, reason: string, message: string): never {
  throw new ApiFailure(403, message, { details: [{ location, locationType: 'header', message, reason }] });
}
