/** A stack of open resources, which are closed in reverse order. */
export interface CleanupStack {
  /** Register the function that closes a resource just opened; `name` appears in the error if it fails. */
  defer(name: string, close: () => unknown): void;
  /**
   * Close everything, the last opened first; a failure does not stop the rest. Idempotent.
   *
   * @throws {AggregateError} with one error per resource that failed to close.
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
      if (failures.length > 0) throw new AggregateError(failures, 'some resources failed to close');
    },
  };
}

/**
 * Open several resources in order. If `open` throws, everything opened so far is closed again.
 *
 * @returns what `open` returned, and `stop`, which closes everything in reverse order.
 * @throws what `open` threw; or, instead of it, an {@link AggregateError} if closing failed as well.
 */
export async function openWithCleanup<T>(
  open: (cleanup: CleanupStack) => Promise<T>,
): Promise<T & { stop: () => Promise<void> }> {
  const cleanup = createCleanupStack();
  try {
    const opened = await open(cleanup);
    return { ...opened, stop: () => cleanup.closeAll() };
  } catch (error) {
    await cleanup.closeAll();
    throw error;
  }
}
