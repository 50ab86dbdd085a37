import type { Profiles } from '../profiles/index.ts';
import { UsageError } from './errors.ts';

/** The name, if there is such a profile. */
export function existing(profiles: Profiles, name: string): string {
  if (profiles.has(name)) return name;
  const names = profiles.names();
  throw new UsageError(
    `There is no profile '${name}'.`,
    names.length > 0 ? `There are: ${names.join(', ')}.` : 'There is none yet: upvest-wallet login makes one.',
  );
}
