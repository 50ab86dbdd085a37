import { toJsonLine } from '../../src/cli/output/json.ts';
import { sanitize } from '../../src/cli/output/sanitize.ts';
import { commandTree } from './command-tree.ts';

const LONGEST_ERROR = 10_000;
const STACK = /\n\s+at .+[:(]\d*|\n\s+at async /;
const ERROR_CLASS =
  /\b(\w*(Type|Range|Syntax|Reference|Commander|Axios|Input|Usage)Error|ERR_(?!TLS)[A-Z_]+)\b|Something unexpected/;
const SOURCE = /\b(node_modules|node:[a-z]+|dist\/|chunk-[A-Z0-9]+)|\[object |\bundefined\b|\bNaN\b/;
/** What only the code is called so: `idempotencyKey` is `--idempotency-key` to people. */
const CAMEL_CASE = /\b[a-z]+[A-Z][a-z]+\w*/;
const ARGUMENTS = new Set(commandTree().commands.flatMap(({ args }) => args.map((argument) => argument.name())));
const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what a colour is
export const COLOUR = /\u001b\[\d+m/g;

export interface Said {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** Texts of the caller, which may be said again. */
  given: readonly string[];
  coloured?: boolean;
}

/** What no command may ever say, however it ends. */
export function badManners({ exitCode, stdout, stderr, given, coloured = false }: Said): string[] {
  const own = without(stderr, [...given, ...given.map(sanitize), ...given.map((one) => toJsonLine(one).slice(1, -1))]);
  const [errors, data] = coloured ? [stderr.replace(COLOUR, ''), stdout.replace(COLOUR, '')] : [stderr, stdout];
  const camel = CAMEL_CASE.exec(own)?.[0];
  return [
    ...(STACK.test(own) ? ['a stack trace'] : []),
    ...[ERROR_CLASS, SOURCE].flatMap((names) => (names.test(own) ? [`an internal name: ${names.exec(own)?.[0]}`] : [])),
    ...(camel && !ARGUMENTS.has(camel) ? [`an internal name: ${camel}`] : []),
    ...(CONTROL.test(errors.replaceAll('\n', '')) ? ['a control character on stderr'] : []),
    ...(CONTROL.test(data.replaceAll('\n', '')) ? ['a control character on stdout'] : []),
    ...(stderr.length > LONGEST_ERROR && exitCode !== 0 ? [`${stderr.length} characters on stderr`] : []),
  ];
}

/** The text without what the caller has said himself. */
function without(text: string, given: readonly string[]): string {
  const longestFirst = [...given].sort((one, other) => other.length - one.length);
  return longestFirst.reduce((left, one) => (one.length > 1 ? left.replaceAll(one, '…') : left), text);
}
