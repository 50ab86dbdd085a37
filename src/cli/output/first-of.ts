/** The first `limit` things, or all; nothing more is fetched after them. */
export async function* firstOf<T>(things: AsyncIterable<T>, limit = Number.POSITIVE_INFINITY): AsyncGenerator<T> {
  let count = 0;
  for await (const thing of things) {
    yield thing;
    count += 1;
    if (count >= limit) return;
  }
}
