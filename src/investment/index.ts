/** `upvest-wallet/investment`: access tokens and signed requests of Upvest's Investment API. */
export { SignatureError, type SignatureProblem } from './signing/errors.ts';
export type { HeadersInput } from './signing/headers.ts';
export type { PrivateKeyInput, PublicKeyInput, SignatureAlgorithm } from './signing/key-input.ts';
export {
  loadSigningKey,
  loadVerifyingKey,
  type SigningKey,
  type SigningKeyOptions,
  type VerifyingKey,
} from './signing/keys.ts';
export {
  type SignableRequest,
  type SignedRequest,
  type SignRequestOptions,
  signRequest,
} from './signing/sign-request.ts';
export { type VerifiedRequest, type VerifyRequestOptions, verifyRequest } from './signing/verify-request.ts';
