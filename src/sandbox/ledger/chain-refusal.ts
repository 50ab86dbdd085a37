import { ApiFailure } from '../error-envelope.ts';

/**
 * A transaction that is well-formed and cannot be carried out. A synchronous create answers with it; an asynchronous one
 * is accepted and ends as REJECTED (contract 3.5 and section 6).
 */
export class ChainRefusal extends ApiFailure {
  constructor(location: string, reason: string, message: string) {
    super(400, message, { details: [{ location, locationType: 'parameter', message, reason }] });
    this.name = 'ChainRefusal';
  }
}

/** Contract section 6. */
export function insufficientFunds(): ChainRefusal {
  return new ChainRefusal(
    'quantity',
    'insufficientFunds',
    'The wallet does not hold enough for the quantity and the fee.',
  );
}
