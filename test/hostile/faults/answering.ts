import type { Exchange, Fault } from '../fault.ts';
import type { Outcomes } from '../outcomes.ts';

export interface Answer {
  status?: number;
  reason?: string;
  /** In this order, and as often as they stand here. */
  headers?: Record<string, string> | readonly (readonly [string, string])[];
  body?: string | Buffer;
}

export const JSON_TYPE = { 'Content-Type': 'application/json' };

/** The head of an answer, to the letter. */
export function head(status: number | string, ...lines: string[]): string {
  return `HTTP/1.1 ${status}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}

/** A whole answer in good form, with its length. The connection stays open. */
export function bytesOf({ status = 200, reason = 'X', headers = JSON_TYPE, body = '' }: Answer): Buffer {
  const bytes = Buffer.from(body);
  const lines = (Array.isArray(headers) ? headers : Object.entries(headers)).map(
    ([name, value]) => `${name}: ${value}`,
  );
  if (status !== 204 && status !== 304) lines.push(`Content-Length: ${bytes.length}`);
  return Buffer.concat([Buffer.from(head(`${status} ${reason}`, ...lines), 'latin1'), bytes]);
}

/** Answers always in the same way. */
export function answers(name: string, answer: Answer, outcomes: Outcomes, more: Partial<Fault> = {}): Fault {
  return { name, outcomes, play: ({ socket }) => socket.write(bytesOf(answer)), ...more };
}

/** Answers what a good server would, changed. */
export function changes(
  name: string,
  // biome-ignore lint/suspicious/noExplicitAny: any answer of the API
  change: (good: any, exchange: Exchange) => Answer | string,
  outcomes: Outcomes,
  more: Partial<Fault> = {},
): Fault {
  return {
    name,
    outcomes,
    play(exchange) {
      const { status, body } = exchange.good;
      const changed = change(JSON.parse(body), exchange);
      const answer = typeof changed === 'string' ? { body: changed } : changed;
      exchange.socket.write(bytesOf({ status, ...answer }));
    },
    ...more,
  };
}

/** Writes the same again and again for as long as somebody reads. */
export function writeForEver(exchange: Exchange, chunk: Buffer | string): void {
  const { socket } = exchange;
  const more = () => {
    while (socket.writable && !socket.destroyed) {
      if (!socket.write(chunk)) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}

/** Calls `step` every so often for as long as the connection stands. */
export function every(ms: number, exchange: Exchange, step: (count: number) => void): void {
  let count = 0;
  const timer = setInterval(() => step(count++), ms);
  exchange.socket.once('close', () => clearInterval(timer));
}
