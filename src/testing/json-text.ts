/** Where a text stands in JSON: the names above it, its own last; list places have none. */
export type JsonPath = readonly string[];

export interface JsonVisitor {
  /** A value. Answers with what is to stand there. */
  string(value: string, path: JsonPath): string;
  key(name: string, path: JsonPath): string;
  /** Answers with JSON, or undefined to leave it as it is. */
  number(digits: string, path: JsonPath): string | undefined;
}

const TOKEN = /\s+|"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:]/gy;

/**
 * Valid JSON with other texts in it. Everything else stays as it is to the letter: blanks, digits beyond what a JavaScript number holds,
 * the order of members, and members that stand twice.
 */
export function rewriteJson(text: string, visitor: JsonVisitor): string {
  const parts: string[] = [];
  // For each open container: the path to what it holds; a list passes its own name on.
  const open: { isObject: boolean; path: JsonPath }[] = [];
  let path: JsonPath = [];
  let keyIsNext = false;
  for (const [token] of text.matchAll(TOKEN)) {
    const container = open.at(-1);
    if (token === '{' || token === '[') {
      open.push({ isObject: token === '{', path });
      keyIsNext = token === '{';
    } else if (token === '}' || token === ']') {
      open.pop();
      keyIsNext = false;
    } else if (token === ',') {
      keyIsNext = container?.isObject === true;
      path = container?.path ?? [];
    } else if (token.startsWith('"')) {
      const value = JSON.parse(token) as string;
      if (keyIsNext && container) {
        path = [...container.path, value];
        parts.push(quoted(token, value, visitor.key(value, path)));
        keyIsNext = false;
      } else {
        parts.push(quoted(token, value, visitor.string(value, path)));
      }
      continue;
    } else if (/^[-\d]/.test(token)) {
      parts.push(visitor.number(token, path) ?? token);
      continue;
    }
    parts.push(token);
  }
  return parts.join('');
}

/** Parsed so that numbers keep their digits: each becomes an object of its own kind. */
export function parseExactly(text: string): unknown {
  return JSON.parse(
    rewriteJson(text, {
      key: (name) => name,
      string: (value) => value,
      number: (digits) => JSON.stringify({ [DIGITS]: digits }),
    }),
  );
}

export function isExactNumber(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, DIGITS);
}

/** Undoes what {@link parseExactly} does to numbers. */
export function writeExactly(value: unknown): string {
  return JSON.stringify(value).replace(NUMBER, '$1');
}

/** A name that no API has. */
const DIGITS = '\ud83d\udd22';
const NUMBER = new RegExp(`\\{"${DIGITS}":"([^"]*)"\\}`, 'g');

function quoted(token: string, before: string, after: string): string {
  return before === after ? token : JSON.stringify(after);
}
