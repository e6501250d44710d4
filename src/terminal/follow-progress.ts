import { setTimeout as wait } from 'node:timers/promises';
import type { SyncClient } from '../client';
import type { RunKey } from '../domain/run';
import type { ProgressDisplay } from './progress';
import { createProgressBar } from './progress-bar';
import { createProgressLines } from './progress-lines';

/** Often enough to look alive, in milliseconds. */
const POLL_MS = 200;

/** A worker that is there answers a question within milliseconds; after so long without an answer it is said. */
const WORKER_MISSED_AFTER_MS = 5_000;

/**
 * Show a run's progress until it ends: a moving bar on a terminal, a line a phase or a tenth of the way otherwise.
 *
 * What is away (Temporal, or a worker) is said, and waited for. Resolves early where the signal comes first.
 */
export async function showProgress(
  syncs: SyncClient,
  run: RunKey,
  output: NodeJS.WriteStream,
  signal: AbortSignal,
): Promise<void> {
  const display = output.isTTY ? createProgressBar(output) : createProgressLines(output);
  await watch(syncs, run, signal, display);
}

/** Wait for the end of a run without showing anything. Resolves early where the signal comes first. */
export function waitForEnd(syncs: SyncClient, run: RunKey, signal: AbortSignal): Promise<void> {
  const nothing = () => undefined;
  return watch(syncs, run, signal, { update: nothing, notice: nothing, close: nothing });
}

async function watch(
  syncs: SyncClient,
  { workflowId, runId }: RunKey,
  signal: AbortSignal,
  display: ProgressDisplay,
): Promise<void> {
  let isWhole = false;
  let movedAtMs = performance.now();
  try {
    while (!signal.aborted) {
      const sync = await syncs.readSync(workflowId).catch(() => 'away' as const);
      if (sync === 'away') {
        display.notice('the Temporal server does not answer, still trying');
      } else if (sync?.runId !== runId || sync.status !== 'running') {
        // A later run has the same id, so its being there means that this one has ended.
        isWhole = sync?.runId === runId && sync.status === 'completed';
        return;
      } else if (sync.progress !== null) {
        movedAtMs = performance.now();
        display.update(sync.progress);
      } else if (performance.now() - movedAtMs > WORKER_MISSED_AFTER_MS) {
        display.notice('no worker answers: is one running?');
      }
      await wait(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    display.close(isWhole);
  }
}
