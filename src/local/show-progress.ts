import { setTimeout as wait } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import type { SyncClient, SyncExecution } from '../client';

/** Often enough to look alive, in milliseconds. */
const POLL_MS = 200;

/**
 * Show a run's progress until it ends: a moving bar on a terminal, a line a phase or a tenth of the way otherwise.
 *
 * @returns the run as it ended, or undefined where the signal came first.
 */
export async function showProgress(
  syncs: SyncClient,
  workflowId: string,
  output: NodeJS.WriteStream,
  signal: AbortSignal,
): Promise<SyncExecution | undefined> {
  const show = output.isTTY ? createBar(output) : createLines(output);
  try {
    while (!signal.aborted) {
      const sync = await syncs.readSync(workflowId).catch(() => undefined);
      if (sync !== undefined && sync.status !== 'running') {
        show.end();
        return sync;
      }
      if (sync?.progress != null) show.update(sync.progress);
      await wait(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  } finally {
    show.close();
  }
}

type Progress = NonNullable<SyncExecution['progress']>;

interface Display {
  update(progress: Progress): void;
  /** The run has ended. */
  end(): void;
  close(): void;
}

function createBar(stream: NodeJS.WriteStream): Display {
  const bar = new SingleBar({
    stream,
    format: '  {phase} [{bar}] {value}/{total} pages, {offers} offers',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: false,
  });
  let total = 0;
  return {
    update({ phase, pagesDone, pagesTotal, offersMet }) {
      if (pagesTotal === null) return;
      if (total === 0) bar.start(pagesTotal, pagesDone, { phase, offers: offersMet });
      total = pagesTotal;
      bar.setTotal(total);
      bar.update(pagesDone, { phase, offers: offersMet });
    },
    end() {
      if (total > 0) bar.update(total, { phase: 'done' });
    },
    close() {
      if (total > 0) bar.stop();
    },
  };
}

function createLines(stream: NodeJS.WriteStream): Display {
  let said = '';
  return {
    update({ phase, pagesDone, pagesTotal, offersMet }) {
      const tenth = pagesTotal === null ? 0 : Math.floor((10 * pagesDone) / pagesTotal);
      if (said === `${phase} ${tenth}`) return;
      said = `${phase} ${tenth}`;
      stream.write(`  ${phase}: ${pagesDone} of ${pagesTotal ?? '?'} pages, ${offersMet} offers\n`);
    },
    end: () => undefined,
    close: () => undefined,
  };
}
