/**
 * Some resources failed to close. `errors` has one error for each, `cause` the error because of which they were closed,
 * if there was one.
 */
export class CleanupError extends AggregateError {
  override name = 'CleanupError';
  constructor(
    override readonly errors: Error[],
    options?: ErrorOptions,
  ) {
    const reasons = errors.map(({ message, cause }) =>
      cause instanceof Error ? `${message}: ${cause.message}` : message,
    );
    super(errors, reasons.join('; '), options);
  }
}

/** A stack of open resources, which are closed in reverse order. */
export interface CleanupStack {
  /** Register the function that closes a resource just opened; `name` appears in the error if it fails. */
  defer(name: string, close: () => unknown): void;
  /**
   * Close everything, the last opened first; a failure does not stop the rest. Idempotent.
   *
   * @throws {CleanupError} if resources failed to close.
   */
  closeAll(): Promise<void>;
}

/** Creates an empty stack. */
export function createCleanupStack(): CleanupStack {
  const entries: { name: string; close: () => unknown }[] = [];
  return {
    defer(name, close) {
      entries.push({ name, close });
    },
    async closeAll() {
      const failures: Error[] = [];
      for (let last = entries.pop(); last !== undefined; last = entries.pop()) {
        try {
          await last.close();
        } catch (cause) {
          failures.push(new Error(`failed to close ${last.name}`, { cause }));
        }
      }
      if (failures.length > 0) throw new CleanupError(failures);
    },
  };
}

/**
 * Open several resources in order. If `open` throws, everything opened so far is closed again.
 *
 * @returns what `open` returned, and `stop`, which closes everything in reverse order.
 * @throws what `open` threw; or, with that as its cause, a {@link CleanupError} if closing failed as well.
 */
export async function openWithCleanup<T>(
  open: (cleanup: CleanupStack) => Promise<T>,
): Promise<T & { stop: () => Promise<void> }> {
  const cleanup = createCleanupStack();
  try {
    const opened = await open(cleanup);
    return { ...opened, stop: () => cleanup.closeAll() };
  } catch (error) {
    await closeAfter(error, () => cleanup.closeAll());
    throw error;
  }
}

/**
 * Close resources because of an error.
 *
 * @throws {CleanupError} with that error as its cause, if something else fails while closing.
 */
export async function closeAfter(error: unknown, close: () => Promise<void>): Promise<void> {
  try {
    await close();
  } catch (failure) {
    if (!(failure instanceof CleanupError)) throw failure;
    // What failed may fail to close for the same reason.
    const others = failure.errors.filter(({ cause }) => cause !== error);
    if (others.length > 0) throw new CleanupError(others, { cause: error });
  }
}
