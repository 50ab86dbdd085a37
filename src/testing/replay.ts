import { occupy } from './busy.ts';
import { type TapeClock, tapeClock } from './clock.ts';
import type { AskedRequest } from './compare.ts';
import { NotUnderstood, readContent, toBytes, toFields } from './content.ts';
import { TapeError } from './errors.ts';
import { BorrowedNock, type NockReply } from './load-nock.ts';
import type { WireMessage } from './message.ts';
import { rewrites } from './place.ts';
import { Player } from './player.ts';
import { sleep } from './real-time.ts';
import { Secrets } from './secrets.ts';
import { type ArrivedRequest, closeNetwork, setStage } from './stage.ts';
import type { Fields, Tape, TapeHeader, TapeRequest } from './tape.ts';
import { loadTape } from './tape-file.ts';
import { mapRequest } from './walk.ts';

export interface ReplayOptions {
  /** Where the tape is. @default `fixtures` in the working directory, then those that come with this package */
  folder?: string | URL | undefined;
  /** What the client under test is given, where that is fixed. @default the base URL that the tape names */
  baseUrl?: string | undefined;
  /**
   * Hosts (`name` or `name:port`) that stay reachable: the application's own server that the test talks to, such as `127.0.0.1`.
   * @default none
   */
  reachable?: readonly string[] | undefined;
}

/** A tape that is being replayed. */
export interface Replay extends AsyncDisposable {
  readonly header: TapeHeader;
  /** What the client under test must be given. */
  readonly baseUrl: string;
  /** These fit the tape; what was secret is a placeholder. Any other secrets do as well. */
  readonly clientId: string;
  readonly clientSecret: string;
  readonly username: string;
  readonly password: string;
  /** For the client under test: time begins where the tape was recorded, and pauses take none. */
  readonly clock: TapeClock;
  /**
   * Gives the network back. Can be called twice.
   * @throws {TapeError} `not_replayed`: names every request that was not on the tape, and every exchange that nobody asked for
   */
  close(): Promise<void>;
}

/**
 * Answers the requests of this process from a tape, and cuts it off from the network: `await using tape = await replay('wallets-list')`.
 *
 * @throws {TapeError} `unknown_tape`, `unreadable_tape`, `nock_missing`, `busy`
 */
export async function replay(name: string, options: ReplayOptions = {}): Promise<Replay> {
  const recorded = await loadTape(name, options.folder);
  const tape = options.baseUrl === undefined ? recorded : moved(recorded, options.baseUrl);
  const player = new Player(name, tape);
  const takeOff = putOn(name, tape, player, options);
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await takeOff();
    const complaints = player.complaints();
    if (complaints.length === 0) return;
    throw new TapeError(
      'not_replayed',
      `The tape "${name}" was not replayed as it was recorded.\n\n${complaints.join('\n\n')}`,
      'Record the tape again if the application is right.',
    );
  };
  return {
    header: tape.header,
    baseUrl: tape.header.baseUrl,
    ...credentialsOn(tape),
    clock: tapeClock(tape.header.at),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** From now on the player answers. Returns what ends that. */
function putOn(name: string, { header }: Tape, player: Player, { reachable = [] }: ReplayOptions): () => Promise<void> {
  const base = new URL(header.baseUrl);
  const undo = [occupy(name, 'replayed')];
  try {
    const borrowed = new BorrowedNock();
    undo.push(() => borrowed.giveBack());
    const refuse = (message: string) => player.refuse(message);
    const answer = async (request: ArrivedRequest): Promise<NockReply> => {
      const { status, headers = {}, ...body } = await player.answer(toAsked(base, request));
      return [status, toBytes(body), headers];
    };
    undo.push(setStage(borrowed.nock, base.origin, answer));
    undo.push(closeNetwork(borrowed.nock, { origin: base.origin, reachable, refuse }));
    return async () => {
      if (!borrowed.nock.isActive()) refuse('nock was switched off (nock.restore()) before the tape was closed.');
      player.stop();
      // Who hears that it is over hears it through nock.
      await sleep(1);
      allOf(undo);
    };
  } catch (error) {
    allOf(undo);
    throw error;
  }
}

/** The last first, and each, whatever another one does. */
function allOf(undo: (() => void)[]): void {
  const step = undo.pop();
  try {
    step?.();
  } finally {
    if (undo.length > 0) allOf(undo);
  }
}

function toAsked(base: URL, { method, url, headers, body }: ArrivedRequest): AskedRequest {
  const path = url.pathname.startsWith(base.pathname) ? url.pathname.slice(base.pathname.length) : url.pathname;
  const content = understand({ headers, body });
  const secrets = new Secrets();
  const known = content.kind === 'unreadable' ? ({ kind: 'empty' } as const) : content;
  mapRequest({ method, path, query: [...url.searchParams], headers, content: known }, secrets.collect);
  return { method, path, query: toFields(url.searchParams), content, mask: (message) => secrets.mask(message) };
}

function understand(message: WireMessage): AskedRequest['content'] {
  try {
    return readContent(message);
  } catch (error) {
    if (error instanceof NotUnderstood) return { kind: 'unreadable', why: error.message };
    throw error;
  }
}

/** The same tape as if it had been recorded there. */
function moved(tape: Tape, to: string): Tape {
  const baseUrl = to.replace(/\/*$/, '/');
  const text = rewrites(tape.header.baseUrl, baseUrl).reduce(
    (result, [from, into]) => result.replaceAll(from, into),
    JSON.stringify(tape.exchanges),
  );
  return { header: { ...tape.header, baseUrl }, exchanges: JSON.parse(text) };
}

/** Of the first login on the tape, also of one that was sent as JSON. */
function credentialsOn({ exchanges }: Tape): Pick<Replay, 'clientId' | 'clientSecret' | 'username' | 'password'> {
  const said = exchanges.map(({ request }) => ({ ...basicOf(request), ...(request.form ?? asFields(request.json)) }));
  const first = (name: string, otherwise: string) =>
    said.map((fields: Fields) => [fields[name]].flat()[0]).find((value) => value) ?? otherwise;
  return {
    clientId: first('client_id', 'client-id'),
    clientSecret: first('client_secret', 'client-secret-1'),
    username: first('username', 'username'),
    password: first('password', 'password-1'),
  };
}

function asFields(json: unknown): Fields {
  const members = Object.entries(typeof json === 'object' && json !== null ? json : {});
  return Object.fromEntries(members.filter((member): member is [string, string] => typeof member[1] === 'string'));
}

/** A client may also name itself in a header (RFC 6749 section 2.3.1). */
function basicOf({ headers = {} }: TapeRequest): Fields {
  const [, credentials] = /^Basic (.*)$/i.exec(headers.authorization ?? '') ?? [];
  const [, id, secret] = /^([^:]*):(.*)$/.exec(Buffer.from(credentials ?? '', 'base64').toString()) ?? [];
  return id !== undefined && secret !== undefined ? { client_id: id, client_secret: secret } : {};
}
