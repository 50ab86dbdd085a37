/** What the transport sends. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  url: URL;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /**
   * Whether repeating it does no harm. Default: GET and HEAD only. Decides about repeats after a failure, and whether a lost
   * answer is a {@link ConnectionError} (nothing was carried out) or an {@link OutcomeUnknownError}.
   */
  repeatable?: boolean;
  /** Secrets inside the request. If the server echoes one, no message will. */
  secrets?: readonly string[];
}

/** What came back, whatever its status; redirects and oversized bodies never get this far. */
export interface HttpResponse {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  /** From the answer's `X-UP-API-Request-ID`, else the one that we sent. */
  requestId: string;
}

/** For logging and tracing. Has no header and no body, so nothing secret. */
export interface RequestEvent {
  method: string;
  /** Without user info; the query holds cursors and page sizes only. */
  url: string;
  requestId: string;
  /** 1 for the first time, 2 for the first repeat. */
  attempt: number;
}

export interface ResponseEvent extends RequestEvent {
  /** Absent when no answer came. */
  status?: number;
  /** The error's code when no answer came. */
  error?: string;
  durationMs: number;
}

export function isRepeatable(request: HttpRequest): boolean {
  return request.repeatable ?? (request.method === 'GET' || request.method === 'HEAD');
}
