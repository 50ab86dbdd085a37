import type { ErrorDetail, ErrorEnvelope } from '../wire.ts';

/** A refusal that becomes the error envelope of contract 1.3 (shape 2). */
export class ApiFailure extends Error {
  readonly status: number;
  readonly details: readonly ErrorDetail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    {
      details = [],
      headers = {},
    }: { details?: readonly ErrorDetail[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
    this.details = details;
    this.headers = headers;
  }
}

export function envelopeResponse(failure: ApiFailure): Response {
  const error: ErrorEnvelope['error'] = { code: failure.status, message: failure.message };
  if (failure.details.length > 0) error.details = [...failure.details];
  return Response.json({ error } satisfies ErrorEnvelope, { status: failure.status, headers: { ...failure.headers } });
}

/** 400 for one field of a request; `reason` is `required` or `invalid` unless the contract names another. */
export function invalidField(location: string, reason: string, message: string): ApiFailure {
  return fieldFailure(400, location, reason, message);
}

export function notFound(what: string): ApiFailure {
  return new ApiFailure(404, `${what} was not found.`);
}

/** Contract 3.6 and section 6: the client keys on the location, not on the status. */
export function wrongPassword(location = 'password'): ApiFailure {
  return fieldFailure(403, location, 'invalidPassword', 'The password is wrong.');
}

/** Contract section 6: nothing is done to a wallet whose keys are not ready. */
export function walletPending(): ApiFailure {
  return fieldFailure(409, 'wallet', 'walletPending', 'The wallet is still PENDING.');
}

function fieldFailure(status: number, location: string, reason: string, message: string): ApiFailure {
  return new ApiFailure(status, message, { details: [{ location, locationType: 'parameter', message, reason }] });
}
