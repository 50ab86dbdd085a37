/**
 * What is to go wrong. `latency` waits before or after the work (milliseconds, default 0 each). `dropBefore` closes the
 * socket once the request was read, with nothing done; `dropAfter` does the work and closes the socket without a word:
 * the answer is lost. `status` answers in place of the work, or with `afterWork` in place of the work's own answer, as a gateway
 * does that has no patience (`body`: a string as it is, anything else as JSON).
 * `truncate` does the work and closes the socket after `bytes` of the answer's body (default: half of it).
 */
export type FaultAction =
  | { kind: 'latency'; beforeMs?: number; afterMs?: number }
  | { kind: 'dropBefore' }
  | { kind: 'dropAfter' }
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: unknown; afterWork?: boolean }
  | { kind: 'truncate'; bytes?: number };

/** Plain data, so that a fault can also be ordered over the wire. */
export interface Fault {
  action: FaultAction;
  /** Below `/1.0/`, e.g. `clientele/oauth2/token`; a `*` stands for any one segment. Default: every path. */
  path?: string;
  /** Default: every method. */
  method?: string;
  /** Only token requests of this grant, `password` or `refresh_token`. Default: any. */
  grantType?: string;
  /** How many matching requests it hits. Default 1; `Infinity` for all. */
  times?: number;
  /** How many matching requests are let through first. Default 0. */
  skip?: number;
}

export interface FaultTarget {
  /** Below `/1.0/`. */
  path: string;
  method: string;
  grantType: string | undefined;
}

/** The programmable faults of a running sandbox. */
export interface Faults {
  /** Answers a function that takes the fault back. */
  add(fault: Fault): () => void;
  clear(): void;
  /** How many hits are still to come, over all faults; `Infinity` with a lasting one. */
  remaining(): number;
}

interface Armed {
  fault: Fault;
  skip: number;
  times: number;
}

export class FaultPlan implements Faults {
  #armed: Armed[] = [];

  constructor(faults: readonly Fault[] = []) {
    for (const fault of faults) this.add(fault);
  }

  add(fault: Fault): () => void {
    const armed = { fault, skip: fault.skip ?? 0, times: fault.times ?? 1 };
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter((other) => other !== armed);
    };
  }

  clear(): void {
    this.#armed = [];
  }

  /** How many are armed. */
  count(): number {
    return this.#armed.length;
  }

  remaining(): number {
    return this.#armed.reduce((sum, armed) => sum + armed.times, 0);
  }

  /** The actions for one request, which uses them up: every latency that matches, and the first other one. */
  take(target: FaultTarget): FaultAction[] {
    const actions: FaultAction[] = [];
    for (const armed of this.#armed) {
      const { action } = armed.fault;
      if (!matches(armed.fault, target)) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      if (action.kind !== 'latency' && actions.some((taken) => taken.kind !== 'latency')) continue;
      armed.times -= 1;
      actions.push(action);
    }
    this.#armed = this.#armed.filter((armed) => armed.times > 0);
    return actions;
  }
}

function matches(fault: Fault, target: FaultTarget): boolean {
  return (
    (fault.path === undefined || pathMatches(fault.path, target.path)) &&
    (fault.method === undefined || fault.method.toUpperCase() === target.method) &&
    (fault.grantType === undefined || fault.grantType === target.grantType)
  );
}

function pathMatches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((segment, position) => (segment === '*' ? given[position] !== '' : segment === given[position]))
  );
}
