import { occupy } from './busy.ts';
import { Capture } from './capture.ts';
import { BorrowedNock } from './load-nock.ts';
import { toTape } from './scrub.ts';
import { ownFolder, saveTape, tapeFile } from './tape-file.ts';

export interface RecordOptions {
  /** @default `fixtures` in the working directory */
  folder?: string | URL | undefined;
  /** One sentence for the header: what the tape shows. @default its name */
  story?: string | undefined;
  /**
   * What to write in the place of the base URL that was recorded from (origin and prefix), for a server whose address differs from run to run.
   * @default as recorded
   */
  baseUrl?: string | undefined;
  /** For the header: what answers, such as `upvest-wallet sandbox`. @default the base URL */
  against?: string | undefined;
  /** Further values to replace wherever they stand: user names, addresses, whatever must not be on a tape. */
  secrets?: readonly string[] | undefined;
  /** Hosts (`name` or `name:port`) whose traffic is no part of the story. @default none */
  ignoreHosts?: readonly string[] | undefined;
  /** The time in the header. @default the system's */
  clock?: (() => Date) | undefined;
}

/** What a story is given. */
export interface Recording {
  /** Further values to replace, for those that become known on the way only. */
  hide(...secrets: string[]): void;
}

/**
 * Runs the story, and writes what it said to the API and was answered to `<folder>/<name>.tape.json`, for {@link replay}. Secrets are
 * replaced by placeholders before anything is written (the README says which); what cannot be understood is refused. When the story
 * fails nothing is written, and its error is thrown.
 *
 * @returns what the story returned
 * @throws {TapeError} `recording_refused`, `nock_missing`, `busy`, or `unknown_tape` for a name that cannot be one
 */
export async function record<T>(
  name: string,
  story: (recording: Recording) => Promise<T>,
  options: RecordOptions = {},
): Promise<T> {
  const { folder = ownFolder(), secrets = [], clock = () => new Date() } = options;
  tapeFile(folder, name);
  const release = occupy(name, 'recorded');
  const hidden = [...secrets];
  let result: T;
  let wire: Awaited<ReturnType<Capture['finish']>>;
  try {
    const nock = new BorrowedNock();
    const capture = new Capture(nock, options.ignoreHosts ?? []);
    try {
      result = await story({ hide: (...more) => void hidden.push(...more) });
      wire = await capture.finish();
    } finally {
      capture.stop();
      nock.giveBack();
    }
  } finally {
    release();
  }
  const header = {
    format: 1,
    story: options.story ?? name,
    against: options.against,
    at: clock().toISOString(),
  } as const;
  await saveTape(toTape(wire, { name, header, baseUrl: options.baseUrl, secrets: hidden }), folder, name);
  return result;
}
