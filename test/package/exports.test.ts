import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as library from '../../src/index.ts';
import * as investment from '../../src/investment/index.ts';
import * as sandbox from '../../src/sandbox/index.ts';
import * as testing from '../../src/testing/index.ts';

/**
 * The whole public face, by hand: whoever adds a name adds it here too, and knows that it has to stay; whoever takes one away
 * breaks programs of others.
 */
const PUBLIC = {
  '.': {
    values: `
    ALL_SCOPES ApiError ConnectionError DuplicateSendError FileSendJournal FileTokenStore
    InsufficientScopeError InvalidInputError KeychainTokenStore LoginError MemoryTokenStore NotFoundError
    NotLoggedInError OutcomeUnknownError RateLimitError SessionExpiredError TimeoutError TokenSet
    TokenStoreError UnexpectedResponseError UpvestError WalletClient assertAddress formatAmount
    hashMessage hashTypedData isSameSend keccak256 parseAmount readUnsignedTransaction sha256 signatureProblem
    toEthereumSignature verifySignature
  `,
    types: `
    ApiErrorDetail Asset AssetMetadata Balance CallOptions CallRecord Clock
    CreateComplexTransaction CreateRawTransaction CreateTransaction CreateWallet Credentials DisplayableAmount
    EthereumSignature EthereumSignatureOptions FeeInfo FileSendJournalOptions FileTokenStoreOptions GasPriceLevel
    JournalRecord List ListEnvelope ListOptions OffboardedWallet Offboarding OffboardingMetadata
    PollOptions Protocol RecentCall RecentTransaction RequestEvent ResponseEvent Scope
    SendJournal SendRecord SessionStatus SignHash Signature SignatureExpectation
    SignatureFormat TokenSetValues TokenStore Transaction TransactionStatus TypedData
    UnsignedTransaction Utxo Wallet WalletClientOptions WalletStatus
  `,
  },
  './sandbox': {
    values: `
    startSandbox
  `,
    types: `
    DemoCredentials Fault FaultAction Faults InvestmentCredentials OAuthClient RandomBytes
    Sandbox SandboxOptions SandboxRequestEvent SandboxStats SandboxUser TenantCredentials
  `,
  },
  './investment': {
    values: `
    INVESTMENT_BASE_URLS InvestmentApiError InvestmentClient InvestmentList InvestmentTokens MemoryScopedTokenStore
    OperationOutcomeUnknownError RequestSigner ScopedToken SignatureError SigningKey VerifyingKey
    loadSigningKey loadVerifyingKey signRequest signWith verifyRequest
  `,
    types: `
    BodyInput HeadersInput InvestmentOptions InvestmentPage InvestmentRequest InvestmentResponse
    InvestmentScope KnownScope PaginateOptions PrivateKeyInput Problem PublicKeyInput
    QueryInput RequestSignerOptions ScopedTokenStore ScopedTokenValues SignRequestOptions SignableRequest
    SignatureAlgorithm SignatureProblem SignedRequest SigningKeyOptions VerifiedRequest VerifyRequestOptions
  `,
  },
  './testing': {
    values: `
    TapeError record replay
  `,
    types: `
    RecordOptions Recording Replay ReplayOptions TapeClock TapeErrorCode TapeHeader
  `,
  },
};

const list = (text: string) => text.trim().split(/\s+/).sort();

/** Names that an entry file exports as types only; entry files are lists without logic. */
function typeNames(file: string): string[] {
  const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
  return [...source.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(([, allTypes, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && (allTypes !== undefined || name.startsWith('type ')))
      .map((name) => name.replace(/^type /, '')),
  );
}

describe('the package exports what is promised, no more and no less', () => {
  test.each([
    ['.', library, 'index.ts'],
    ['./sandbox', sandbox, 'sandbox/index.ts'],
    ['./investment', investment, 'investment/index.ts'],
    ['./testing', testing, 'testing/index.ts'],
  ] as const)('%s', (entry, module, file) => {
    expect(Object.keys(module).sort()).toEqual(list(PUBLIC[entry].values));
    expect(typeNames(file).sort()).toEqual(list(PUBLIC[entry].types));
  });

  test('an entry file is a list: nothing is exported wholesale, where a new name would slip through', () => {
    for (const file of ['index.ts', 'sandbox/index.ts', 'investment/index.ts', 'testing/index.ts']) {
      const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
      expect(source).not.toMatch(/export \*|export default|export (const|function|class|interface)/);
    }
  });
});
