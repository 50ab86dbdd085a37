import { randomUUID } from 'node:crypto';
import { InvestmentClient, type InvestmentRequest, type InvestmentResponse } from '../../../investment/index.ts';
import type { Context } from '../../context.ts';
import { UsageError } from '../../errors.ts';
import { NewFile } from '../../money/new-file.ts';
import { toJson, toJsonLine } from '../../output/json.ts';
import { parseScope } from '../../settings.ts';
import { clientOptions } from './access.ts';
import { type BodyOptions, readBody } from './body.ts';
import { OpenCall } from './open-call.ts';
import type { SettingOptions } from './settings.ts';

export interface RequestOptions extends SettingOptions, BodyOptions {
  method: string;
  path: string;
  scope: string[];
  query?: string[];
  idempotencyKey?: string;
  accept: string;
  out?: string;
}

export async function run(options: RequestOptions, context: Context): Promise<void> {
  const { io, global } = context;
  if (global.format === 'csv')
    throw new UsageError('The answer is JSON, and has no CSV form.', 'Use --json or ndjson.');
  if (options.accept === 'application/pdf' && options.out === undefined) {
    throw new UsageError('A PDF is not printed.', 'Name a new file for it with --out.');
  }
  const request = await requestOf(options, context);
  const client = new InvestmentClient(await clientOptions(options, context));
  // Made before anything is sent, so that no answer is lost for want of a place.
  const out = options.out === undefined ? undefined : await NewFile.create(context, options.out);
  io.progress(`${request.method.toUpperCase()} ${request.path}…`);
  const call = new OpenCall(client, request, context);
  context.unfinished.add(call);
  try {
    await call.finish((response) => show(response, out, context));
  } finally {
    await out?.abandon();
  }
}

async function requestOf(options: RequestOptions, context: Context): Promise<InvestmentRequest> {
  const { path, scope, query, accept } = options;
  const body = await readBody(options, context);
  const method = options.method as InvestmentRequest['method'];
  const reads = /^(get|head)$/i.test(method);
  // Made here, so that it can be told however the request ends.
  const idempotencyKey = options.idempotencyKey ?? (reads ? undefined : randomUUID());
  return {
    method,
    path,
    scope: parseScope(scope.join(' ')),
    query: query && parseQuery(query),
    body,
    headers: { accept },
    idempotencyKey,
  };
}

async function show({ status, body }: InvestmentResponse, out: NewFile | undefined, context: Context): Promise<void> {
  const { io, global } = context;
  if (body === undefined) return io.notice(`The API answered ${status}, without a body.`);
  // What is not JSON was asked for, and then there is a file.
  if (body instanceof Uint8Array) return out?.finish(body);
  const text = global.format === 'ndjson' ? toJsonLine(body) : toJson(body);
  return out ? out.finish(Buffer.from(`${text}\n`)) : io.writeLines([text]);
}

function parseQuery(pairs: readonly string[]): URLSearchParams {
  const query = new URLSearchParams();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--query takes name=value, not ${pair}.`, 'Such as: --query limit=5');
    query.append(pair.slice(0, at), pair.slice(at + 1));
  }
  return query;
}
