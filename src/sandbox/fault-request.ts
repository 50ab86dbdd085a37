import type { Fault, FaultAction } from './faults.ts';
import type { RequestBody } from './request-body.ts';

const KINDS = ['latency', 'dropBefore', 'dropAfter', 'status', 'truncate'] as const;
const LONGEST_MS = 600_000;
const MOST_TIMES = 1_000_000_000;

/** A fault as it is ordered over the wire: as in `startSandbox({ faults })`, with `times: "always"` for Infinity. */
export function readFault(body: RequestBody): Fault {
  const fault: Fault = { action: readAction(body.object('action')) };
  const path = body.optionalText('path');
  const method = body.optionalText('method');
  const grantType = body.optionalText('grantType');
  const always = body.value('times') === 'always';
  const times = always ? Number.POSITIVE_INFINITY : body.optionalIndex('times', MOST_TIMES);
  const skip = body.optionalIndex('skip', MOST_TIMES);
  if (path !== undefined) fault.path = path;
  if (method !== undefined) fault.method = method;
  if (grantType !== undefined) fault.grantType = grantType;
  if (times !== null) fault.times = times;
  if (skip !== null) fault.skip = skip;
  return fault;
}

function readAction(action: RequestBody): FaultAction {
  const kind = action.optionalChoice('kind', KINDS);
  switch (kind) {
    case undefined:
      throw action.refuse('kind', 'required', 'is required');
    case 'latency': {
      const beforeMs = action.optionalIndex('beforeMs', LONGEST_MS) ?? 0;
      return { kind, beforeMs, afterMs: action.optionalIndex('afterMs', LONGEST_MS) ?? 0 };
    }
    case 'status':
      return { kind, ...readAnswer(action), afterWork: action.optionalFlag('afterWork') ?? false };
    case 'truncate': {
      const bytes = action.optionalIndex('bytes', Number.MAX_SAFE_INTEGER);
      return bytes === null ? { kind } : { kind, bytes };
    }
    default:
      return { kind };
  }
}

function readAnswer(action: RequestBody): { status: number; headers: Record<string, string>; body?: unknown } {
  const status = action.optionalIndex('status', 599);
  if (status === null || status < 200) throw action.refuse('status', 'invalid', 'is not a status from 200 to 599');
  const headers: Record<string, string> = {};
  const given = action.value('headers') ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) throw action.refuse('headers', 'invalid', 'is not an object');
  for (const [name, value] of Object.entries(given)) {
    // Node refuses a trailer that does not come, in the middle of the answer.
    if (!/^(?!trailer$)[\w-]+$/i.test(name) || typeof value !== 'string' || !/^[\x20-\x7e]*$/.test(value)) {
      throw action.refuse('headers', 'invalid', `has ${JSON.stringify(name)}, which is not a header`);
    }
    headers[name] = value;
  }
  const body = action.value('body');
  if (!canBeSent(body)) throw action.refuse('body', 'invalid', 'is nested too deeply');
  return body === undefined ? { status, headers } : { status, headers, body };
}

/** JSON can be read at any depth, and written only as deep as the stack goes. */
function canBeSent(body: unknown): boolean {
  try {
    JSON.stringify(body);
    return true;
  } catch {
    return false;
  }
}
