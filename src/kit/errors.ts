/** What went wrong, once for every edge. `status` is the HTTP status, `retry` says whether the same call may work later. */
export const errorCodes = {
  invalid: { status: 422, retry: false, title: 'Something in the request needs changing' },
  malformed: { status: 400, retry: false, title: 'The request could not be read' },
  unauthenticated: { status: 401, retry: false, title: 'Sign in first' },
  forbidden: { status: 403, retry: false, title: 'Not allowed' },
  'not-found': { status: 404, retry: false, title: 'Not found' },
  conflict: { status: 409, retry: false, title: 'That does not fit what is already there' },
  stale: { status: 412, retry: false, title: 'It was changed in the meantime' },
  'too-large': { status: 413, retry: false, title: 'Too large' },
  'rate-limited': { status: 429, retry: true, title: 'Too many requests' },
  unavailable: { status: 503, retry: true, title: 'Not available right now' },
  internal: { status: 500, retry: true, title: 'Something broke on our side' },
} as const;

export type ErrorCode = keyof typeof errorCodes;

export interface HubErrorDetail {
  /** Milliseconds after which trying again makes sense. */
  retryAfterMs?: number;
  /** Input fields at fault, as JSON pointers with a sentence each. */
  fields?: { path: string; message: string }[];
  /** The vendor's or library's own error: for the log, never for the seller. */
  cause?: unknown;
}

/** The one error of the hub. `message` is a sentence for the seller: what happened and what to do. */
export class HubError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly fields: { path: string; message: string }[];

  constructor(code: ErrorCode, message: string, detail: HubErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'HubError';
    this.code = code;
    this.retryAfterMs = detail.retryAfterMs;
    this.fields = detail.fields ?? [];
  }
}

export const isHubError = (error: unknown): error is HubError => error instanceof HubError;
