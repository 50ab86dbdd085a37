import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { TapeError } from './errors.ts';

/** The part of nock that is used here. Its own types are not named: nobody needs nock to compile against this package. */
export interface Nock {
  (basePath: string, options: { filteringScope: (origin: string) => boolean }): NockScope;
  isActive(): boolean;
  activate(): void;
  restore(): void;
  removeInterceptor(interceptor: NockInterceptor): boolean;
  emitter: NodeJS.EventEmitter;
}

export interface NockScope {
  persist(): this;
  on(event: 'request', listener: (request: { headers: Record<string, unknown> }) => void): this;
  intercept(path: RegExp, method: string): NockInterceptor;
}

export interface NockInterceptor {
  optionally(): this;
  reply(answer: (this: { req: NockRequest }, path: string, body: string) => Promise<NockReply>): NockScope;
}

export interface NockRequest {
  headers: Record<string, unknown>;
  getHeaders(): http.OutgoingHttpHeaders;
}

export type NockReply = [status: number, body: Buffer, headers: Record<string, string>];

/** One of the interceptors that nock stands on; its own recorder listens to the same. */
export interface WireInterceptor {
  readyState: string;
  on(event: 'request' | 'response', listener: (event: WireEvent) => unknown): void;
  off(event: 'request' | 'response', listener: (event: WireEvent) => unknown): void;
}

export interface WireEvent {
  requestId: string;
  request: Request;
  /** Only of `response`. */
  response: Response;
  /** Answered by an interceptor of the application's, not by a server. */
  isMockedResponse: boolean;
}

const require = createRequire(import.meta.url);

/** Modules that were loaded here, for the next time: out of sight of whoever imports nock in between. */
let kept: Map<string, NodeJS.Module> | undefined;

/**
 * nock for as long as it is needed, in the state in which it is then given back. An application's own nock is used, with all
 * that it has set up. One that nobody has loaded before is loaded, and forgotten again afterwards: to import nock switches it
 * on, and who imports it later relies on that.
 */
export class BorrowedNock {
  readonly nock: Nock;
  readonly wire: { http: WireInterceptor; fetch: WireInterceptor };
  readonly #switchOff: boolean;
  readonly #loadedHere: boolean;

  /** @throws {TapeError} `nock_missing`, or `busy` while nock's own recorder runs */
  constructor() {
    const path = findNock();
    this.#loadedHere = require.cache[path] === undefined;
    const clientRequest = http.ClientRequest;
    this.nock = this.#loadedHere ? load(path) : require(path);
    const switchedOnByLoading = http.ClientRequest !== clientRequest;
    this.#switchOff = switchedOnByLoading || !this.nock.isActive();
    const [ofHttp, , ofFetch] = interceptorsBelow(path);
    if (!ofHttp || !ofFetch) throw wrongVersion();
    this.wire = { http: ofHttp, fetch: ofFetch };
    if (!this.nock.isActive()) {
      if (ofHttp.readyState === 'APPLIED') {
        throw new TapeError('busy', "nock's own recorder is running.", 'Stop it with nock.restore() first.');
      }
      this.nock.activate();
    }
    // What was imported by name (`import { request } from 'node:http'`) would go past nock otherwise.
    if (this.#switchOff) syncBuiltinESMExports();
  }

  giveBack(): void {
    if (this.#switchOff && this.nock.isActive()) this.nock.restore();
    if (this.#switchOff) syncBuiltinESMExports();
    if (this.#loadedHere) forget();
  }
}

function findNock(): string {
  let path: string;
  try {
    path = require.resolve('nock');
  } catch {
    throw new TapeError(
      'nock_missing',
      'upvest-wallet/testing needs nock, which is not installed: npm install --save-dev nock',
      'npm install --save-dev nock',
    );
  }
  const { version } = JSON.parse(readFileSync(require.resolve('nock/package.json'), 'utf8')) as { version: string };
  if (Number.parseInt(version, 10) < 14) throw wrongVersion();
  if (process.env.NOCK_OFF === 'true') {
    throw new TapeError('nock_missing', 'NOCK_OFF is set: nock would let everything through.', 'Unset NOCK_OFF.');
  }
  return path;
}

function wrongVersion(): TapeError {
  return new TapeError(
    'nock_missing',
    'upvest-wallet/testing needs nock 14: npm install --save-dev nock@14',
    'npm install --save-dev nock@14',
  );
}

function load(path: string): Nock {
  for (const [file, module] of kept ?? []) require.cache[file] ??= module;
  const before = new Set(Object.keys(require.cache));
  const nock = require(path) as Nock;
  kept ??= new Map();
  for (const file of Object.keys(require.cache)) {
    const module = require.cache[file];
    if (!before.has(file) && module) kept.set(file, module);
  }
  return nock;
}

function forget(): void {
  // A runner with a module system of its own (jest) does not let itself be told; it loads anew for every file anyway.
  for (const file of kept?.keys() ?? []) Reflect.deleteProperty(require.cache, file);
}

function interceptorsBelow(nockPath: string): readonly (WireInterceptor | undefined)[] {
  const preset = createRequire(nockPath)('@mswjs/interceptors/presets/node');
  return preset.default ?? preset;
}
