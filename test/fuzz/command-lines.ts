import type { Argument, Option } from 'commander';
import fc from 'fast-check';
import type { DefinedCommand } from '../support/command-tree.ts';
import { anyText, oddValue } from './hostile-values.ts';
import { kindOf, takesValue } from './kinds.ts';
import { commands, globalOptions } from './lines.ts';

/** Words that stand where none should, or that belong somewhere else. */
const STRAY = [
  '--',
  '-',
  '-h',
  '--help',
  '-V',
  '--version',
  '-vq',
  '-qo',
  '-ojson',
  '--no-',
  '--no-such-option',
  '--no-such-option=1',
  '--__proto__',
  '--__proto__=1',
  '--constructor=x',
  '--toString',
  '-\u0301',
  'help',
  'wallets',
  'list',
  'no-such-command',
  '__proto__',
  'constructor',
  'hasOwnProperty',
];

/** Any command line that is somewhere near to one of this program's: right and wrong values, forms, order and words. */
export const commandLine: fc.Arbitrary<string[]> = fc
  .constantFrom(...weighted(commands))
  .chain((command) =>
    fc.tuple(wordsOf(command), fc.array(optionOf(command), { maxLength: 6 }), fc.array(stray(), { maxLength: 2 })),
  )
  .chain(([words, options, strays]) => {
    const parts = [words, ...options, ...strays.map((one) => [one])];
    // Mostly in the order in which people write; at times in any.
    return fc.oneof(
      { weight: 4, arbitrary: fc.constant(parts.flat()) },
      { weight: 1, arbitrary: fc.shuffledSubarray(parts, { minLength: 1 }).map((some) => some.flat()) },
    );
  });

/** What starts a server costs as much as a hundred others. */
function weighted(all: readonly DefinedCommand[]): DefinedCommand[] {
  return all.flatMap((command) => Array(/^(sandbox|demo)$/.test(command.name) ? 1 : 30).fill(command));
}

function wordsOf({ name, args }: DefinedCommand): fc.Arbitrary<string[]> {
  const words = name === '' ? [] : name.split(' ');
  return fc
    .tuple(fc.tuple(...args.map(valueFor)), fc.integer({ min: 0, max: 9 }))
    .map(([values, luck]) => [...words, ...(luck === 0 ? values.slice(1) : values)]);
}

function optionOf({ options }: DefinedCommand): fc.Arbitrary<string[]> {
  const all = [...options, ...options, ...globalOptions].filter(({ long }) => long !== '--version');
  const needed = options.filter((option) => option.mandatory);
  return fc.constantFrom(...all, ...Array(needed.length > 0 ? 6 : 0).fill(needed[0])).chain(written);
}

/** In any of the forms in which an option can be written, some of them wrong. */
function written(option: Option): fc.Arbitrary<string[]> {
  const { long = '', short } = option;
  if (!takesValue(option))
    return fc.constantFrom([long], [long], [long], [`${long}=true`], [`${long}=`], short ? [short] : [long]);
  return fc
    .tuple(valueFor(option), fc.constantFrom('apart', 'apart', 'joined', 'joined', 'missing', 'short', 'single dash'))
    .map(([value, form]) => {
      if (form === 'apart') return [long, value];
      if (form === 'joined') return [`${long}=${value}`];
      if (form === 'missing') return [long];
      return form === 'short' ? [`${short ?? long.slice(0, 3)}${value}`] : [long.slice(1), value];
    });
}

function valueFor(one: Argument | Option): fc.Arbitrary<string> {
  const { good, bad } = kindOf(one);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(good) },
    {
      weight: 1,
      arbitrary: bad.length > 0 ? fc.constantFrom(...bad.filter((value) => value.length < 10_000)) : fc.constant(good),
    },
    { weight: 3, arbitrary: oddValue },
  );
}

function stray(): fc.Arbitrary<string> {
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...STRAY) }, { weight: 1, arbitrary: anyText });
}

/** What stands on stdin. */
export const input: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('', 'a password', 'a password\n', '\n', '\r\n', '{"a":1}', 'two\nlines\n') },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constant('x'.repeat(100_000)) },
);
