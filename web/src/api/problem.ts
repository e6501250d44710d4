/** Why a request failed. */
export type ProblemKind = 'unreachable' | 'unauthorized' | 'forbidden' | 'busy' | 'refused' | 'failed';

/** A request that was refused or failed. `message` is the sentence of the API; empty if the API did not answer. */
export class ApiProblem extends Error {
  override name = 'ApiProblem';
  constructor(
    readonly kind: ProblemKind,
    /** Undefined: the API did not answer. */
    readonly status: number | undefined,
    message: string,
    /** The time that the API asks to wait, in milliseconds. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** Whether the same request may succeed later. */
export function isTemporary(error: unknown): boolean {
  return error instanceof ApiProblem && ['unreachable', 'busy', 'failed'].includes(error.kind);
}

/** The problem that a response states. */
export function problemOf(response: Response, body: unknown): ApiProblem {
  const { status, headers } = response;
  const message = (body as { message?: unknown } | undefined)?.message;
  const retryAfter = Number(headers.get('retry-after') ?? NaN);
  return new ApiProblem(
    kindOf(status),
    status,
    typeof message === 'string' ? message : '',
    Number.isFinite(retryAfter) ? retryAfter * 1_000 : undefined,
  );
}

function kindOf(status: number): ProblemKind {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 429) return 'busy';
  return status >= 500 ? 'failed' : 'refused';
}
