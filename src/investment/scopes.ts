import { InvalidInputError } from '../errors.ts';

/**
 * The scopes of the documentation (contract 3): both versions of its table without the misprint, and the spellings of its
 * endpoint reference.
 */
export type KnownScope =
  | `${'accounts' | 'checks' | 'users' | 'taxes' | 'orders' | 'portfolios' | 'payments' | 'mandates' | 'topups'}:${'read' | 'admin'}`
  | `${'fees' | 'reports' | 'webhooks' | 'reinvestments' | 'reference_accounts' | 'account_liquidations'}:${'read' | 'admin'}`
  | `${'savings_plan' | 'savings_plans' | 'securities_transfers'}:${'read' | 'admin'}`
  | `${'instruments' | 'positions' | 'valuations' | 'prices' | 'account_returns' | 'credit_fundings'}:read`
  | `${'files' | 'transactions'}:read`
  | `${'virtual_cash_balances' | 'tests'}:admin`;

/** Any name is taken; the known ones are offered for completion. */
export type InvestmentScope = KnownScope | (string & {});

const LONGEST = 1000;

/**
 * A set of scopes: sorted, each once (contract 4).
 *
 * @param scope one text may hold several, separated by blanks
 * @throws {InvalidInputError} none at all; a name with white space, `"` or `\`; more than 1000 characters together
 */
export function scopeSet(scope: InvestmentScope | readonly InvestmentScope[]): readonly string[] {
  const names = typeof scope === 'string' ? scope.split(' ').filter((name) => name !== '') : scope;
  if (names.length === 0) {
    throw new InvalidInputError('No scope was given.', { hint: 'Name what the call needs, such as users:read.' });
  }
  for (const name of names) {
    if (typeof name === 'string' && /^[^\s\p{C}"\\]+$/u.test(name)) continue;
    throw new InvalidInputError('A scope has characters that no scope has.', {
      hint: 'A scope is one word, such as users:read; give several as an array.',
    });
  }
  const set = [...new Set(names)].sort();
  if (set.join(' ').length > LONGEST) {
    throw new InvalidInputError(`The scopes are longer than ${LONGEST} characters together.`, {
      hint: 'Ask for one token per purpose.',
    });
  }
  return set;
}
