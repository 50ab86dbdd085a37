import { createConnection } from 'node:net';

export interface Answer {
  status: number;
  headers: Map<string, string>;
  body: string;
}

const PATIENCE_MS = 20_000;
/** How long a server may be silent about something that is no whole request, before we hang up. */
const SILENCE_MS = 60;

export interface ExchangeOptions {
  /** The answer has no body. */
  head?: boolean;
  /** It may be that no answer comes. */
  hangUp?: boolean;
}

/**
 * Sends bytes as they are and answers with everything that came until the other side ended: no answer at all, one, or several. Undefined
 * when it took too long.
 */
export async function exchange(
  port: number,
  pieces: readonly Uint8Array[],
  { head = false, hangUp = false }: ExchangeOptions = {},
): Promise<Answer[] | undefined> {
  const socket = createConnection({ port, host: '127.0.0.1' });
  const chunks: Buffer[] = [];
  let late = false;
  const timers = [
    setTimeout(() => {
      late = true;
      socket.destroy();
    }, PATIENCE_MS),
    ...(hangUp ? [setTimeout(() => socket.end(), SILENCE_MS)] : []),
  ];
  await new Promise<void>((resolve) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve());
    for (const piece of pieces) socket.write(piece);
  });
  for (const timer of timers) clearTimeout(timer);
  return late ? undefined : parseAnswers(Buffer.concat(chunks), head);
}

function parseAnswers(bytes: Buffer, head: boolean): Answer[] {
  const answers: Answer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\r\n\r\n', at);
    const [statusLine = '', ...lines] = bytes
      .subarray(at, end < 0 ? undefined : end)
      .toString('latin1')
      .split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]);
    if (end < 0 || Number.isNaN(status))
      return [...answers, { status: 0, headers: new Map(), body: bytes.toString('latin1', at) }];
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    at = end + 4;
    if (status === 100) continue;
    const none = head || status === 204 || status === 304;
    const chunked = !none && headers.get('transfer-encoding') === 'chunked';
    const rest = chunked
      ? bytes.indexOf('0\r\n\r\n', at) + 5 - at
      : Number(headers.get('content-length') ?? bytes.length - at);
    const body = bytes.toString('utf8', at, at + (none ? 0 : rest));
    // Of chunked answers there are only empty ones here.
    answers.push({ status, headers, body: chunked && rest === 5 ? '' : body });
    at += none ? 0 : rest;
  }
  return answers;
}
