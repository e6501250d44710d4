import { setTimeout as wait } from 'node:timers/promises';
import { formatQuantity } from '../../../format/numbers';
import { formatRunSummary } from '../../../format/run-audit';
import { isDatabaseUnavailable } from '../../../store';
import { createLiveView } from '../../../terminal/live-view';
import { formatSteps } from '../../../terminal/progress';
import { sanitizeText } from '../../../terminal/text';
import { listenForInterrupt } from '../../interrupt';
import type { Service } from '../../service/open';
import { readServiceStatus, type ServiceStatus } from './read';
import { renderStatus } from './render';

const EVERY_MS = 1_000;

/** Leaves room for the other parts of the status on a terminal of 24 lines. */
const MAX_RUNS = 4;

/**
 * Show the status until Ctrl-C: on a terminal in place, otherwise a line for each change. While the database is
 * unavailable, shows that and goes on.
 */
export async function watchStatus(service: Service): Promise<void> {
  const interrupt = listenForInterrupt();
  const view = createLiveView(process.stdout);
  const log = createChangeLog((line) => process.stdout.write(`${line}\n`));
  try {
    while (!interrupt.signal.aborted) {
      const status = await readServiceStatus(service, MAX_RUNS).catch((error: unknown) => {
        if (isDatabaseUnavailable(error)) return undefined;
        throw error;
      });
      if (!process.stdout.isTTY) log(status);
      else if (status === undefined) view.show([UNAVAILABLE]);
      else view.show(renderStatus(status, Date.now(), process.stdout.columns));
      await wait(EVERY_MS, undefined, { signal: interrupt.signal }).catch(() => undefined);
    }
  } finally {
    view.close();
    interrupt.stop();
  }
}

const UNAVAILABLE = 'The database cannot be reached, still trying.';

/** Returns a function that prints what has changed since its last call. Undefined: the database is unavailable. */
function createChangeLog(print: (line: string) => void) {
  let last: string | undefined;
  const known = new Set<string>();
  const printNow = (line: string) => print(`${new Date().toTimeString().slice(0, 8)}  ${sanitizeText(line)}`);
  return (status: ServiceStatus | undefined) => {
    if (status !== undefined) {
      const ended = status.runs.filter(({ runId }) => !known.has(runId)).reverse();
      for (const run of ended) {
        known.add(run.runId);
        // Those of the first call ended before.
        if (last !== undefined) printNow(formatRunSummary(run));
      }
    }
    const line = status === undefined ? UNAVAILABLE : summarise(status);
    if (line !== last) printNow(line);
    last = line;
  };
}

function summarise({ offers, running }: ServiceStatus): string {
  const runs =
    running === null
      ? 'the Temporal server cannot be reached'
      : running
          .map(
            ({ kind, progress }) =>
              `${kind.toUpperCase()} ${progress === null ? 'waits for a worker' : formatSteps(progress)}`,
          )
          .join(', ') || 'no runs in progress';
  return `${formatQuantity(offers.total, 'offer')}, ${formatQuantity(offers.onList, 'offer')} on the ConversionList, ${runs}`;
}
