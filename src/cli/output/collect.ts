import { TerminalError } from '../errors.ts';

/** More than anybody has or reads: what goes on after so many goes on for ever. */
export const MOST_KEPT = 100_000;

/**
 * All of a list that has to be kept in memory. A server can list without end.
 *
 * @param plural what they are, for people
 * @param onEach gets how many there are so far
 * @throws {TerminalError} there are too many
 */
export async function collect<T>(
  things: AsyncIterable<T> | Iterable<T>,
  plural: string,
  onEach: (count: number) => void = () => undefined,
): Promise<T[]> {
  const kept: T[] = [];
  for await (const thing of things) {
    if (kept.length === MOST_KEPT) {
      throw new TerminalError(
        `There are more than ${MOST_KEPT} ${plural}; the list may have no end.`,
        'Ask for fewer with --limit, or take them one by one with --output ndjson.',
      );
    }
    onEach(kept.push(thing));
  }
  return kept;
}
