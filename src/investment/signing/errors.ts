import { type ErrorSummary, UpvestError } from '../../errors.ts';

/** Why a request did not verify; stable, for programs. The steps are those of contract 7.8. */
export type SignatureProblem =
  | 'missing'
  | 'malformed'
  | 'unknown_key'
  | 'not_yet_valid'
  | 'expired'
  | 'replayed'
  | 'not_covered'
  | 'digest_mismatch'
  | 'length_mismatch'
  | 'mismatch';

/** A request's signature does not hold. Thrown by `verifyRequest`; `problem` says at which step. */
export class SignatureError extends UpvestError {
  readonly code = 'signature_invalid';
  readonly problem: SignatureProblem;

  constructor(problem: SignatureProblem, message: string, hint?: string) {
    super(message, { hint });
    this.problem = problem;
  }

  override toJSON(): ErrorSummary & { problem: SignatureProblem } {
    return { ...super.toJSON(), problem: this.problem };
  }
}
