import { type CleanupStack, createCleanupStack } from '../src/async/cleanup';

/** Run something, and close what it opened. */
export async function withCleanup<T>(run: (cleanup: CleanupStack) => Promise<T>): Promise<T> {
  const cleanup = createCleanupStack();
  try {
    return await run(cleanup);
  } finally {
    await cleanup.closeAll();
  }
}
