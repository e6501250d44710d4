/** Something that runs until it is told to stop, or stops by itself, by a fault. */
export interface RunningProcess {
  stop(): Promise<void>;
  /** Rejects where it stopped by itself. */
  readonly stopped?: Promise<void>;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Start something, wait for Ctrl-C, a SIGTERM, or a fault of its own; then stop it.
 *
 * `start` is handed the signal that ends its getting ready; it closes by itself what it had opened by then. A
 * second Ctrl-C means that the person has no more patience: the process ends at once.
 *
 * @throws what it could not start for, or stopped by.
 */
export async function runUntilSignal(start: (signal: AbortSignal) => Promise<RunningProcess>): Promise<void> {
  const told = new AbortController();
  const tell = () => (told.signal.aborted ? process.exit(1) : told.abort());
  for (const name of SIGNALS) process.on(name, tell);
  try {
    const running = await start(told.signal);
    try {
      await Promise.race([
        whenAborted(told.signal),
        ...(running.stopped === undefined ? [] : [running.stopped]),
      ]);
    } finally {
      await running.stop();
    }
  } catch (error) {
    if (!told.signal.aborted) throw error;
  } finally {
    for (const name of SIGNALS) process.off(name, tell);
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
