import { setTimeout as wait } from 'node:timers/promises';
import type { ChangeKind } from '../../../domain/offer-change';
import { formatChanges, formatLiveLine, NOTABLE_KINDS } from '../../../format/change-lines';
import { formatQuantity } from '../../../format/numbers';
import { formatRunSummary } from '../../../format/run-audit';
import { formatTimeOfDay } from '../../../format/time';
import { type ChangeReader, isDatabaseUnavailable } from '../../../store';
import { createLiveView } from '../../../terminal/live-view';
import { formatSteps } from '../../../terminal/progress';
import { sanitizeText } from '../../../terminal/text';
import { listenForInterrupt } from '../../interrupt';
import type { Service } from '../../service/open';
import { readServiceStatus, type ServiceStatus } from './read';
import { renderMirror } from './render';

const EVERY_MS = 1_000;

/** More runs do not end between two looks. */
const MAX_RUNS = 4;

/** Which changes to show. */
export interface WatchOptions {
  /** Default: {@link NOTABLE_KINDS}. */
  kinds?: ChangeKind[];
  mine?: true;
}

/**
 * Print the changes of offers and the ends of runs until Ctrl-C, a line for each: on a terminal above the state of the
 * mirror, which is updated in place; otherwise with a line for each change of that state. While the database is
 * unavailable, prints that and continues.
 */
export async function watch(service: Service, { kinds, mine }: WatchOptions): Promise<void> {
  const interrupt = listenForInterrupt();
  const isTerminal = process.stdout.isTTY;
  const view = createLiveView(process.stdout);
  const print = (line: string) =>
    isTerminal
      ? view.print(line)
      : void process.stdout.write(`${sanitizeText(line)}
`);
  const printNow = (line: string) => print(`${formatTimeOfDay(Date.now())}  ${line}`);
  const printEnds = createRunLog(printNow);
  const reader = service.store.createChangeReader({ kinds: kinds ?? NOTABLE_KINDS, mine, wholeBursts: true });
  let lastState: string | undefined;
  try {
    while (!interrupt.signal.aborted) {
      const status = await readStatus(service, reader, print);
      if (status !== undefined) printEnds(status);
      if (isTerminal) view.show(status === undefined ? [UNAVAILABLE] : renderMirror(status));
      const state = status === undefined ? UNAVAILABLE : summarise(status);
      if (!isTerminal && state !== lastState) printNow(state);
      lastState = state;
      await wait(EVERY_MS, undefined, { signal: interrupt.signal }).catch(() => undefined);
    }
  } finally {
    view.close();
    interrupt.stop();
  }
}

const UNAVAILABLE = 'The database cannot be reached, still trying.';

/** Print the new changes, and read the status. Undefined: the database is unavailable. */
async function readStatus(
  service: Service,
  reader: ChangeReader,
  print: (line: string) => void,
): Promise<ServiceStatus | undefined> {
  try {
    const [changes, status] = await Promise.all([reader.read(), readServiceStatus(service, MAX_RUNS)]);
    for (const line of formatChanges(changes)) print(formatLiveLine(line, Date.now()));
    return status;
  } catch (error) {
    if (isDatabaseUnavailable(error)) return undefined;
    throw error;
  }
}

/** Returns a function that prints the runs that have ended since its last call. */
function createRunLog(print: (line: string) => void) {
  let isFirst = true;
  const known = new Set<string>();
  return ({ runs }: ServiceStatus) => {
    for (const run of runs.filter(({ runId }) => !known.has(runId)).reverse()) {
      known.add(run.runId);
      // Those of the first call ended before.
      if (!isFirst) print(formatRunSummary(run));
    }
    isFirst = false;
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
