/** `upvest-wallet/investment`: access tokens and signed requests of Upvest's Investment API. */
export { InvestmentClient, type PaginateOptions } from './client.ts';
export { INVESTMENT_BASE_URLS, type InvestmentOptions } from './connection.ts';
export { InvestmentApiError, OperationOutcomeUnknownError } from './errors.ts';
export { InvestmentList, type InvestmentPage } from './list.ts';
export type { InvestmentRequest } from './operation.ts';
export type { InvestmentResponse } from './operation-answer.ts';
export type { QueryInput } from './operation-url.ts';
export type { Problem } from './problem.ts';
export { RequestSigner, type RequestSignerOptions } from './request-signer.ts';
export { ScopedToken, type ScopedTokenValues } from './scoped-token.ts';
export type { InvestmentScope, KnownScope } from './scopes.ts';
export { signWith } from './sign-with.ts';
export type { BodyInput } from './signing/body.ts';
export { SignatureError, type SignatureProblem } from './signing/errors.ts';
export type { HeadersInput } from './signing/headers.ts';
export type { PrivateKeyInput, PublicKeyInput, SignatureAlgorithm } from './signing/key-input.ts';
export {
  loadSigningKey,
  loadVerifyingKey,
  SigningKey,
  type SigningKeyOptions,
  VerifyingKey,
} from './signing/keys.ts';
export {
  type SignableRequest,
  type SignedRequest,
  type SignRequestOptions,
  signRequest,
} from './signing/sign-request.ts';
export { type VerifiedRequest, type VerifyRequestOptions, verifyRequest } from './signing/verify-request.ts';
export { MemoryScopedTokenStore, type ScopedTokenStore } from './token-store.ts';
export { InvestmentTokens } from './tokens.ts';
