import { type AskedRequest, Bindings, type Comparison, compare } from './compare.ts';
import { TapeError } from './errors.ts';
import { clearTimeout, setTimeout } from './real-time.ts';
import { describeMissing, describeNotYet, describeRequest } from './report.ts';
import type { Exchange, Tape, TapeResponse } from './tape.ts';

/** How long a request may be early: what was asked before it on the tape may be on its way in another part of the application. */
const EARLY_BY_MS = 1_000;

/** Asks for nothing to change: may come in any order between two that do. */
const READS = /^(GET|HEAD|OPTIONS)$/;

interface Waiting {
  asked: AskedRequest;
  answer: (response: TapeResponse) => void;
  fail: (error: Error) => void;
  timer: ReturnType<typeof setTimeout>;
}

/**
 * Answers requests from a tape. Each exchange is answered once, those that are alike in their order. A request that may change something is a
 * fence: what came before it on the tape has to be asked before it, what came after it after it. Between two fences the order is free.
 */
export class Player {
  readonly #name: string;
  readonly #left: Set<Exchange>;
  readonly #all: readonly Exchange[];
  readonly #waiting = new Set<Waiting>();
  /** What was not on the tape, and how often it was asked for. */
  readonly #refused = new Map<string, number>();
  #bindings = new Bindings();

  constructor(name: string, tape: Tape) {
    this.#name = name;
    this.#all = tape.exchanges;
    this.#left = new Set(tape.exchanges);
  }

  /** @throws {TapeError} `not_on_tape` */
  async answer(asked: AskedRequest): Promise<TapeResponse> {
    const match = this.#match(asked);
    if (!match) {
      throw this.#refuse(asked.mask(describeMissing(this.#name, asked, this.#all, this.#left, this.#bindings)));
    }
    if (this.#isInTurn(match.exchange)) return this.#use(match);
    const refusal = () => asked.mask(describeNotYet(this.#name, asked, this.#before(match.exchange)));
    // Who asks again has been waited for.
    if (this.#refused.has(refusal())) throw this.#refuse(refusal());
    return new Promise((answer, fail) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        fail(this.#refuse(refusal()));
      }, EARLY_BY_MS);
      const waiting = { asked, answer, fail, timer };
      this.#waiting.add(waiting);
    });
  }

  /** Takes down what went past the tape. */
  refuse(message: string): TapeError {
    return this.#refuse(message);
  }

  /** Who still waits hears that it is over. */
  stop(): void {
    for (const { asked, fail, timer } of this.#waiting) {
      clearTimeout(timer);
      const request = asked.mask(describeRequest(asked));
      fail(this.#refuse(`The tape "${this.#name}" was closed before it had an answer for\n  ${request}`));
    }
    this.#waiting.clear();
  }

  /** Everything in which what was asked is not what is on the tape; empty when all went as recorded. */
  complaints(): string[] {
    const complaints = [...this.#refused].map(([message, times]) =>
      times > 1 ? `${message}\n(${times} times)` : message,
    );
    if (this.#left.size > 0) {
      const names = [...this.#left].map(
        (exchange) => `  ${this.#all.indexOf(exchange) + 1}. ${describeRequest(exchange.request)}`,
      );
      complaints.push(`Nobody asked for\n${names.join('\n')}`);
    }
    return complaints;
  }

  #match(asked: AskedRequest): { exchange: Exchange; bound: Comparison['bound'] } | undefined {
    for (const exchange of this.#left) {
      const { differences, bound } = compare(exchange.request, asked, this.#bindings);
      if (differences.length === 0) return { exchange, bound };
    }
    return undefined;
  }

  #isInTurn(exchange: Exchange): boolean {
    return this.#before(exchange).length === 0;
  }

  /** What has to be asked before it, and was not yet. */
  #before(exchange: Exchange): Exchange[] {
    const left = [...this.#left];
    const earlier = left.slice(0, left.indexOf(exchange));
    return READS.test(exchange.request.method) ? throughLastFence(earlier) : earlier;
  }

  #use({ exchange, bound }: { exchange: Exchange; bound: Comparison['bound'] }): TapeResponse {
    this.#left.delete(exchange);
    this.#bindings = bound;
    this.#wake();
    return exchange.response;
  }

  #wake(): void {
    for (const waiting of [...this.#waiting]) {
      const match = this.#match(waiting.asked);
      if (!match || !this.#isInTurn(match.exchange)) continue;
      this.#waiting.delete(waiting);
      clearTimeout(waiting.timer);
      waiting.answer(this.#use(match));
    }
  }

  #refuse(message: string): TapeError {
    this.#refused.set(message, (this.#refused.get(message) ?? 0) + 1);
    return new TapeError('not_on_tape', message, 'Record the tape again if the application is right.');
  }
}

function throughLastFence(exchanges: Exchange[]): Exchange[] {
  const last = exchanges.findLastIndex(({ request }) => !READS.test(request.method));
  return exchanges.slice(0, last + 1);
}
