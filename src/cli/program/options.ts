import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Context, FORMATS, type Format } from '../context.ts';

const LONGEST_TIMEOUT_SECONDS = 2_000_000;

/** As commander hands them over. */
interface RawOptions {
  profile?: string;
  baseUrl?: string;
  output?: Format;
  json?: boolean;
  input?: boolean;
  timeout?: number;
  quiet?: boolean;
  verbose?: boolean;
  color?: boolean;
}

export function addGlobalOptions(program: Command): void {
  program
    .addOption(new Option('--profile <name>', 'use this profile'))
    .addOption(new Option('--base-url <url>', 'the Blockchain API to talk to'))
    .addOption(new Option('-o, --output <format>', 'how to print data').choices(FORMATS).default('table'))
    .addOption(new Option('--json', 'the same as --output json'))
    .addOption(new Option('--no-input', 'never ask: fail with what is missing'))
    .addOption(new Option('--timeout <seconds>', 'give up a call after this long').argParser(seconds))
    .addOption(new Option('-q, --quiet', 'no notices, warnings or progress'))
    .addOption(new Option('-v, --verbose', 'one line per HTTP request, and more about errors'))
    .addOption(new Option('--no-color', 'no colours'));
}

/** Puts the options that every command takes into the context. */
export function applyGlobalOptions(raw: RawOptions, { io, global }: Context): void {
  global.profile = raw.profile;
  global.baseUrl = raw.baseUrl;
  global.format = raw.json ? 'json' : (raw.output ?? 'table');
  global.timeoutMs = raw.timeout === undefined ? undefined : Math.max(1, Math.round(raw.timeout * 1000));
  global.verbose = raw.verbose ?? false;
  io.configure({ noColor: raw.color === false, quiet: raw.quiet ?? false, noInput: raw.input === false });
}

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

function seconds(text: string): number {
  const value = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value <= LONGEST_TIMEOUT_SECONDS) return value;
  throw new InvalidArgumentError('It must be a number of seconds above 0, such as 30 or 0.5.');
}
