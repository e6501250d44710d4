import { setTimeout as wait } from 'node:timers/promises';
import type { SyncClient } from '../client';
import type { RunKey } from '../domain/run';
import type { ProgressDisplay } from './progress';

/** Fast enough to look alive, in milliseconds. */
const POLL_MS = 200;

/** A running worker answers a query within milliseconds; after this time without an answer a notice is shown. */
const WORKER_MISSED_AFTER_MS = 5_000;

/**
 * Wait until a run ends or the signal aborts, and show its progress meanwhile. Closes the display. Never throws.
 *
 * If Temporal or the worker is unavailable, shows that and waits.
 *
 * @param display Default: shows nothing.
 */
export async function followProgress(
  syncs: SyncClient,
  { workflowId, runId }: RunKey,
  signal: AbortSignal,
  display?: ProgressDisplay,
): Promise<void> {
  let isComplete = false;
  let lastProgressAtMs = performance.now();
  try {
    while (!signal.aborted) {
      const sync = await syncs.readSync(workflowId, runId).catch(() => 'unavailable' as const);
      if (sync === 'unavailable') {
        display?.showNotice('the Temporal server does not answer, still trying');
      } else if (sync?.status !== 'running') {
        isComplete = sync?.status === 'completed';
        return;
      } else if (sync.progress !== null) {
        lastProgressAtMs = performance.now();
        display?.update(sync.progress);
      } else if (performance.now() - lastProgressAtMs > WORKER_MISSED_AFTER_MS) {
        display?.showNotice('no worker answers: is one running?');
      }
      await wait(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    display?.close(isComplete);
  }
}
