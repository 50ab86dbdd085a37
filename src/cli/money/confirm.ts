import type { Context } from '../context.ts';
import { Cancelled, UsageError } from '../errors.ts';
import { sanitizeBounded } from '../output/sanitize.ts';
import { fieldLines } from '../output/table.ts';

/** Titles and lines of what is about to happen. */
export type Facts = readonly (readonly [title: string, ...lines: string[]])[];

/** What is confirmed has to be seen. */
const LONGEST_FACT = 2_000;

export interface ConfirmOptions {
  yes?: boolean;
}

/** @throws {UsageError} where it would have to be asked and nobody is there. To be called before anything is sent. */
export function assertCanConfirm({ io }: Context, { yes = false }: ConfirmOptions): void {
  if (yes || io.canPrompt) return;
  throw new UsageError(
    'This has to be confirmed, and nobody is there to be asked. Nothing was sent.',
    'Give --yes to confirm it.',
  );
}

/**
 * Shows what will happen and asks, with No as the answer of an empty line. `--yes` has answered already.
 * @throws {Cancelled} when the answer is no
 */
export async function confirm(
  context: Context,
  facts: Facts,
  question: string,
  { yes = false, refusal = 'Nothing was sent.' }: ConfirmOptions & { refusal?: string },
): Promise<void> {
  const { io, prompter } = context;
  const lines = fieldLines({
    titles: facts.map(([title]) => title),
    rows: [facts.map(([, ...texts]) => texts.map((text) => sanitizeBounded(text, LONGEST_FACT)))],
  });
  io.clearProgress();
  if (yes) return io.noticeLines(lines);
  for (const line of ['', ...lines, '']) io.errorLine(line);
  if (await prompter.confirm({ message: question, initial: false })) return;
  io.errorLine(refusal);
  throw new Cancelled();
}
