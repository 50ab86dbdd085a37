import type { ApiCall, ApiCaller } from '../session/index.ts';
import { type CallOptions, unreadableAnswer } from '../transport/index.ts';
import type { Check } from './shape.ts';

/** Sends a call and answers with its result once that has the shape of the contract. */
export async function callFor<T>(api: ApiCaller, call: ApiCall, check: Check, options?: CallOptions): Promise<T> {
  const { value, request, response } = await api.call(call, options);
  const wrong = check(value, 'answer');
  if (wrong) throw unreadableAnswer(request, response, wrong);
  return value as T;
}
