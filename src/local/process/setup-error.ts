import { getSystemErrorMap } from 'node:util';

/** Something on this machine prevents a start. The message says what, and what to do. */
export class SetupError extends Error {
  override name = 'SetupError';
}

/** Describe an error of the operating system: `permission denied`. Undefined: it is another error. */
export function describeSystemError(error: unknown): string | undefined {
  const { errno } = error as NodeJS.ErrnoException;
  return errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
}
