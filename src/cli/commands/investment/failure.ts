import { InvestmentApiError, OperationOutcomeUnknownError } from '../../../investment/index.ts';
import { TerminalError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';

/** Where the API's library says nothing. */
const HINTS: Readonly<Record<number, string>> = { 408: 'Try again later.', 425: 'Try again later.' };

const UNAUTHORISED = new Set([401, 403]);

/** An error of the Investment API in this program's words: with an exit code of its contract, and with its options in the hint. */
class InvestmentFailure extends TerminalError {
  override readonly code: string;
  override readonly exitCode: number;
  readonly status: number | undefined;
  readonly requestId: string | undefined;

  constructor(error: InvestmentApiError | OperationOutcomeUnknownError, exitCode: number, hint: string) {
    super(error.message, hint);
    this.code = error.code;
    this.exitCode = exitCode;
    this.status = error.status;
    this.requestId = error.requestId;
  }
}

/** For what a call rejected with. @returns what to throw in its place */
export function explained(error: unknown): unknown {
  if (error instanceof OperationOutcomeUnknownError) {
    return new InvestmentFailure(error, EXIT.outcomeUnknown, repeatHint(error.idempotencyKey));
  }
  if (error instanceof InvestmentApiError) {
    const exitCode = UNAUTHORISED.has(error.status) ? EXIT.authentication : EXIT.refused;
    const { status, hint = HINTS[status] ?? 'Check method, path, query and body against the API.' } = error;
    return new InvestmentFailure(error, exitCode, status >= 500 ? 'Try again later.' : hint);
  }
  return error;
}

/** How to find out, or to carry it out once all the same. */
export function repeatHint(idempotencyKey: string): string {
  return `Look whether it was carried out, or repeat the same operation with: --idempotency-key ${idempotencyKey}`;
}
