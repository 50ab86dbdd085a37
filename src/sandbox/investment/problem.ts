import { randomUUID } from 'node:crypto';

/** A refusal as the Investment API answers it (contract investment 6). */
export class InvestmentProblem extends Error {
  readonly status: number;
  /** Last segment of `type`. */
  readonly slug: string;
  readonly title: string;
  readonly detail: string;

  constructor(status: number, slug: string, title: string, detail: string) {
    super(`${status} ${slug}: ${detail}`);
    this.status = status;
    this.slug = slug;
    this.title = title;
    this.detail = detail;
  }
}

export const unauthorised = (detail: string) => new InvestmentProblem(401, 'unauthorised', 'Unauthorised', detail);
export const badRequest = (slug: string, detail: string) => new InvestmentProblem(400, slug, 'Bad request', detail);
export const forbidden = (detail: string) => new InvestmentProblem(403, 'forbidden', 'Forbidden', detail);
export const notFound = () => new InvestmentProblem(404, 'not_found', 'Not found', 'There is no such resource.');

/** The wording is the documentation's, to the letter. */
export const signatureIsIncorrect = () => unauthorised('Signature is incorrect');

export function problemResponse(problem: InvestmentProblem): Response {
  const requestId = randomUUID();
  const body = {
    type: `https://docs.upvest.co/errors/${problem.slug}`,
    status: problem.status,
    title: problem.title,
    detail: problem.detail,
    request_id: requestId,
  };
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'upvest-request-id': requestId },
  });
}

export function jsonResponse(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'upvest-request-id': randomUUID() },
  });
}
