/** A process that runs until it is stopped or fails. */
export interface RunningProcess {
  stop(): Promise<void>;
  /** Rejects if the process fails while it is running. */
  readonly stopped?: Promise<void>;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Start a process, wait until SIGINT, SIGTERM or its failure, then stop it. A second signal exits at once.
 *
 * @param start Receives a signal that aborts the start. It must close what it opened if it throws.
 * @throws the error of the start or of the process, unless a signal came first: then no error is thrown.
 */
export async function runUntilSignal(start: (signal: AbortSignal) => Promise<RunningProcess>): Promise<void> {
  const interrupt = new AbortController();
  const onSignal = () => (interrupt.signal.aborted ? process.exit(1) : interrupt.abort());
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    const running = await start(interrupt.signal);
    try {
      await Promise.race([
        whenAborted(interrupt.signal),
        ...(running.stopped === undefined ? [] : [running.stopped]),
      ]);
    } finally {
      await running.stop();
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
