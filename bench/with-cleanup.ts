import { type CleanupStack, createCleanupStack } from '../src/async/cleanup';

/** Close what is open, the outermost first. */
const running: (() => Promise<void>)[] = [];

/** Run something, and close what it opened. */
export async function withCleanup<T>(run: (cleanup: CleanupStack) => Promise<T>): Promise<T> {
  const cleanup = createCleanupStack();
  let closed: Promise<void> | undefined;
  // Once: `run` fails while a signal has everything closed.
  const close = () => (closed ??= cleanup.closeAll());
  running.push(close);
  try {
    return await run(cleanup);
  } finally {
    await close();
    running.splice(running.indexOf(close), 1);
  }
}

/** Close everything that is open, because this process is about to exit. */
export async function closeRunning(): Promise<void> {
  // What is in use may fail to close.
  for (const close of running.toReversed()) await close().catch(() => undefined);
}
