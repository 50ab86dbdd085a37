import { InvalidInputError, TokenStoreError } from '../errors.ts';
import { probeKeychain } from '../storage/index.ts';

export type SecretPlaceName = 'file' | 'keychain';

/** Where a profile's secrets are kept, and why there, for people. */
export interface SecretChoice {
  place: SecretPlaceName;
  why: string;
}

/**
 * `UPVEST_TOKEN_STORE`: `keychain` and `file` are orders; `auto`, or nothing, keeps what is recorded and for a new profile takes the
 * keychain where it works. Tried only when a choice is to be made.
 */
export async function chooseSecretPlace(
  wanted: string | undefined,
  recorded: SecretChoice | undefined,
): Promise<SecretChoice> {
  switch (wanted || 'auto') {
    case 'file':
      return { place: 'file', why: 'UPVEST_TOKEN_STORE=file' };
    case 'keychain':
      return demandKeychain(recorded);
    case 'auto':
      return recorded ?? bestPlace();
    default:
      throw new InvalidInputError(`UPVEST_TOKEN_STORE is ${JSON.stringify(wanted)}, which is no place for secrets.`, {
        hint: 'Use auto, keychain or file.',
      });
  }
}

async function demandKeychain(recorded: SecretChoice | undefined): Promise<SecretChoice> {
  const choice = { place: 'keychain', why: 'UPVEST_TOKEN_STORE=keychain' } as const;
  if (recorded?.place === 'keychain') return choice;
  const problem = await probeKeychain();
  if (problem === undefined) return choice;
  throw new TokenStoreError(`The keychain cannot be used here: ${problem}.`, {
    failure: 'keychain',
    hint: 'Set UPVEST_TOKEN_STORE to file, or to auto.',
  });
}

async function bestPlace(): Promise<SecretChoice> {
  const problem = await probeKeychain();
  return problem === undefined
    ? { place: 'keychain', why: 'the keychain works here' }
    : { place: 'file', why: `no keychain: ${problem}` };
}
