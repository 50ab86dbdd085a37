import { occupy } from './busy.ts';
import { type TapeClock, tapeClock } from './clock.ts';
import type { AskedRequest } from './compare.ts';
import { NotUnderstood, readContent, toBytes, toFields } from './content.ts';
import { TapeError } from './errors.ts';
import { BorrowedNock } from './load-nock.ts';
import { rewrites } from './place.ts';
import { Player } from './player.ts';
import { closeNetwork, type Stage, setStage } from './stage.ts';
import type { Tape, TapeHeader } from './tape.ts';
import { loadTape } from './tape-file.ts';

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
  const release = occupy(name, 'replayed');
  const player = new Player(name, tape);
  let leave: () => void;
  try {
    const nock = new BorrowedNock();
    const stage = new URL(tape.header.baseUrl);
    const undo = [() => nock.giveBack(), () => player.stop()];
    undo.push(setStage(nock.nock, stage.origin, (request) => answer(player, stage, request)));
    undo.push(closeNetwork(nock.nock, options.reachable ?? [], (message) => player.refuse(message)));
    leave = () => {
      for (const step of undo.splice(0).reverse()) step();
      release();
    };
  } catch (error) {
    release();
    throw error;
  }
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    leave();
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

async function answer(player: Player, base: URL, request: Stage): ReturnType<Parameters<typeof setStage>[2]> {
  const { status, headers = {}, ...body } = await player.answer(toAsked(base, request));
  return [status, toBytes(body), headers];
}

function toAsked(base: URL, { method, url, headers, body }: Stage): AskedRequest {
  const path = url.pathname.startsWith(base.pathname) ? url.pathname.slice(base.pathname.length) : url.pathname;
  return { method, path, query: toFields(url.searchParams), content: understand({ headers, body }) };
}

function understand(message: Parameters<typeof readContent>[0]): AskedRequest['content'] {
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
  const bodies = exchanges.map(({ request }) => Object(request.form ?? request.json) as Record<string, unknown>);
  const first = (name: string, otherwise: string) =>
    bodies
      .map((body) => [body[name]].flat()[0])
      .find((value): value is string => typeof value === 'string' && value !== '') ?? otherwise;
  return {
    clientId: first('client_id', 'client-id'),
    clientSecret: first('client_secret', 'client-secret-1'),
    username: first('username', 'username'),
    password: first('password', 'password-1'),
  };
}
