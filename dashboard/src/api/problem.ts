/** What the hub says when something cannot be done (RFC 9457). */
interface ProblemBody {
  title?: string;
  detail?: string;
  code?: string;
  requestId?: string;
  fields?: { path: string; message: string }[];
}

/** An answer of the hub that is no success. `message` is the hub's own sentence for the seller. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly code: string;
  /** What to quote when asking for help. */
  readonly reference: string | null;
  readonly fields: readonly { path: string; message: string }[];

  constructor(status: number, body: ProblemBody, reference: string | null) {
    super(body.detail ?? body.title ?? '');
    this.name = 'Problem';
    this.status = status;
    this.title = body.title ?? '';
    this.code = body.code ?? String(status);
    this.reference = body.requestId ?? reference;
    this.fields = body.fields ?? [];
  }

  /** The sentence for one field of the form, by its name in the request. */
  fieldMessage(name: string): string | undefined {
    return this.fields.find((field) => field.path.split('/').includes(name))?.message;
  }
}

export const isProblem = (error: unknown): error is Problem => error instanceof Problem;

/** Reads the answer's body leniently: a proxy in between may send something else than a problem document. */
export function toProblem(response: Response, body: unknown): Problem {
  const isObject = typeof body === 'object' && body !== null;
  return new Problem(
    response.status,
    isObject ? (body as ProblemBody) : {},
    response.headers.get('x-request-id'),
  );
}
