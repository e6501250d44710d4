/** A process that runs until it is stopped or fails. */
export interface RunningProcess {
  stop(): Promise<void>;
  /** Rejects if the process fails while it is running. */
  readonly stopped?: Promise<void>;
}

/** Ctrl-C, a supervisor, a closed terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const PARENT_POLL_MS = 500;

/**
 * Start a process, wait until a signal or its failure, then stop it. A second SIGINT or SIGTERM exits at once; a SIGHUP
 * may follow a signal, because a terminal that closes sends several.
 *
 * If npm started the process, the end of npm counts as a signal: a killed npm cannot pass one on. A reader of standard
 * output that goes away does not end the process.
 *
 * @param start Receives a signal that aborts the start. It must close what it opened if it throws.
 * @throws the error of the start or of the process, unless a signal came first: then no error is thrown.
 */
export async function runUntilSignal(start: (signal: AbortSignal) => Promise<RunningProcess>): Promise<void> {
  const interrupt = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    if (interrupt.signal.aborted && name !== 'SIGHUP') process.exit(1);
    interrupt.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  for (const output of [process.stdout, process.stderr]) {
    output.removeAllListeners('error').on('error', () => undefined);
  }
  const stopWatching = watchNpm(() => interrupt.abort());
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
    stopWatching();
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}

/** Calls `onEnd` when the npm that started this process has ended. Without npm it does nothing. */
function watchNpm(onEnd: () => void): () => void {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const parent = process.ppid;
  const timer = setInterval(() => process.ppid !== parent && onEnd(), PARENT_POLL_MS);
  return () => clearInterval(timer);
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
