/**
 * Whether a signed path is that of the request, as loosely as the vendor's clients need it (contract 4.1): some leave out
 * the leading slash, some the query, and not all encode alike. A query counts only if the signed path has one.
 */
export function pathsAgree(signedPath: string, target: string): boolean {
  const [signed, sent] = [split(signedPath), split(target)];
  if (decodePath(signed.path) !== decodePath(sent.path)) return false;
  return signed.query === undefined || sameQuery(signed.query, sent.query ?? '');
}

function split(target: string): { path: string; query: string | undefined } {
  const mark = target.indexOf('?');
  return mark < 0 ? { path: target, query: undefined } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

function decodePath(path: string): string {
  const bare = path.replace(/^\//, '');
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

/** The same fields with the same values, in any order and encoding. */
function sameQuery(one: string, other: string): boolean {
  const [first, second] = [new URLSearchParams(one), new URLSearchParams(other)];
  first.sort();
  second.sort();
  return first.toString() === second.toString();
}
