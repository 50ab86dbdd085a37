import {
  type InvestmentClient,
  type InvestmentRequest,
  type InvestmentResponse,
  OperationOutcomeUnknownError,
} from '../../../investment/index.ts';
import type { Context, Unfinished } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { explained, repeatHint } from './failure.ts';

/** One request under way. What changes something is waited for when the program is told to end, and else not left unsaid. */
export class OpenCall implements Unfinished {
  readonly #client: InvestmentClient;
  readonly #request: InvestmentRequest;
  readonly #context: Context;
  #work: Promise<unknown> = Promise.resolve();
  /** Whether it may be carried out without anybody having been told. */
  #open: boolean;

  constructor(client: InvestmentClient, request: InvestmentRequest, context: Context) {
    this.#client = client;
    this.#request = request;
    this.#context = context;
    this.#open = request.idempotencyKey !== undefined;
  }

  /** Sends, and shows the answer. @throws an error with an exit code of this program */
  finish(show: (response: InvestmentResponse) => Promise<void>): Promise<void> {
    const work = this.#run(show);
    this.#work = work.catch(() => undefined);
    return work;
  }

  async settled(): Promise<void> {
    if (this.#open) await this.#work;
  }

  close(): void {
    this.#client.close();
  }

  lastWords(): number | undefined {
    const { idempotencyKey } = this.#request;
    if (!this.#open || idempotencyKey === undefined) return undefined;
    this.#context.io.errorLine(`It may have been carried out. ${repeatHint(idempotencyKey)}`);
    return EXIT.outcomeUnknown;
  }

  async #run(show: (response: InvestmentResponse) => Promise<void>): Promise<void> {
    const response = await this.#client.request(this.#request).catch((error: unknown) => {
      if (!(error instanceof OperationOutcomeUnknownError)) this.#open = false;
      throw explained(error);
    });
    // From here on it is the output that may fail, or that nobody reads any more.
    this.#context.carriedOut.any ||= this.#open;
    this.#open = false;
    await show(response);
  }
}
