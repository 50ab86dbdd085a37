import type { Socket } from 'node:net';
import type { SeenRequest } from '../support/http-server.ts';
import type { Kind, Outcomes } from './outcomes.ts';

/** What a good server would answer. */
export interface GoodAnswer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

/** One request, and the socket on which a fault may answer it in any way. */
export interface Exchange {
  socket: Socket;
  request: SeenRequest;
  good: GoodAnswer;
  /** How often the fault has been met, this time included. */
  turn: number;
  /** `http://host:port/` of somebody else's server, which must never hear anything. */
  thiefUrl: string;
}

/**
 * What stands where the server should be: nobody, or somebody with another certificate. `certificate` is one of a server that speaks
 * HTTP over TLS; `good` and the ones that are wrong in one respect only are of an issuer to be trusted, whose file is the server's `caFile`.
 */
export type Place =
  | 'closed port'
  | 'unknown host'
  | 'silent TLS'
  | 'plain HTTP at an https URL'
  | { certificate: CertificateName; demandClientCertificate?: boolean };

export type CertificateName = 'good' | 'self-signed' | 'other name' | 'expired' | 'not yet valid' | 'none';

export interface Fault {
  /** Completes "When …". Unique. */
  name: string;
  /** What must come of a call that meets it. */
  outcomes: Outcomes;
  /** The kinds of request for which it makes sense. @default all */
  only?: readonly Kind[];
  /** The same by the path. @default all */
  paths?: RegExp;
  /** Answers a request, or does not. */
  play?(exchange: Exchange): void;
  /** Treats each new connection, before any request. Then `where` has no say. */
  accept?(socket: Socket): void;
  /** Stands where the server should be. Then `where` has no say. */
  place?: Place;
  /** The call lasts until its time is up. */
  lasts?: boolean;
  /** Costs whoever takes it in more than 50 MB. */
  large?: boolean;
  /** Large at any bound: a test that has no use for the bytes themselves may set the client's bound low. */
  endless?: boolean;
  /** The error's `reason` where it has one. */
  reason?: RegExp;
  /** How often such a request may arrive. @default see `mostRequests` */
  most?: Partial<Record<Kind, number>>;
}

/** Whether it meets every request, whatever `where` says. */
export function isEverywhere(fault: Fault): boolean {
  return fault.place !== undefined || fault.accept !== undefined;
}

/** Whether a request of this kind to this path can meet it. */
export function canMeet(fault: Fault, kind: Kind, path: string): boolean {
  return (fault.only?.includes(kind) ?? true) && (fault.paths?.test(path) ?? true);
}

/**
 * How often such a request may arrive at the server: reads three times, a POST that does something once. A renewal whose answer was lost
 * is asked for once more with the same refresh token, which tells whether the server has replaced it.
 */
export function mostRequests(fault: Fault, kind: Kind): number {
  const given = fault.most?.[kind] ?? (kind === 'search' ? fault.most?.list : undefined);
  if (given !== undefined) return given;
  if (kind === 'send' || kind === 'login') return 1;
  if (kind !== 'renewal') return 3;
  return fault.outcomes.renewal.some((outcome) => outcome === 'connection' || outcome === 'timeout') ? 2 : 1;
}
