/** Closes what was opened, the last first. */
export interface Teardown {
  /** Note how something that has just been opened is closed. */
  add(name: string, close: () => Promise<unknown>): void;
  /**
   * Close everything, the last opened first. A second call does nothing.
   *
   * @throws {AggregateError} of all that could not be closed; the rest is closed all the same.
   */
  close(): Promise<void>;
}

/** A list of what is open. */
export function createTeardown(): Teardown {
  const open: { name: string; close: () => Promise<unknown> }[] = [];
  return {
    add(name, close) {
      open.push({ name, close });
    },
    async close() {
      const failures: Error[] = [];
      for (let last = open.pop(); last !== undefined; last = open.pop()) {
        try {
          await last.close();
        } catch (cause) {
          failures.push(new Error(`${last.name} could not be closed`, { cause }));
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed');
    },
  };
}

/**
 * Open several things one after the other, and if one of them fails, close those that are open.
 *
 * @throws what `open` threw.
 */
export async function openAll<T>(
  open: (teardown: Teardown) => Promise<T>,
): Promise<T & { stop: () => Promise<void> }> {
  const teardown = createTeardown();
  try {
    const opened = await open(teardown);
    return { ...opened, stop: () => teardown.close() };
  } catch (error) {
    await teardown.close();
    throw error;
  }
}
