import { DefaultLogger, ReplayError, Runtime, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import type { RecordedHistory } from './check-history';

/** Where today's workflow goes another way than its history. */
export interface Difference {
  eventId: number;
  /** As Temporal names it: `ActivityTaskScheduled`. */
  eventType: string;
  /** In the SDK's words. */
  why: string;
}

/**
 * Replay a history against a bundle of workflows, and find the first event that does not fit.
 *
 * @returns undefined: all of it fits.
 */
export async function findDifference(
  workflowBundle: WorkflowBundleOption,
  recorded: RecordedHistory,
): Promise<Difference | undefined> {
  const { events } = recorded.history;
  const why = await replay(workflowBundle, recorded, events.length);
  if (why === undefined) return undefined;
  // Only some of the SDK's messages name an event. A beginning of the history fits up to the first that differs.
  let [fits, differs, reason] = [1, events.length, why];
  while (differs - fits > 1) {
    const middle = Math.floor((fits + differs) / 2);
    const found = await replay(workflowBundle, recorded, middle);
    if (found === undefined) fits = middle;
    else [differs, reason] = [middle, found];
  }
  return { eventId: differs, eventType: wordType(events[differs - 1]!.eventType), why: reason };
}

/** Replay so many events. Undefined: they fit; else why they do not. */
async function replay(
  workflowBundle: WorkflowBundleOption,
  { workflowId, history }: RecordedHistory,
  most: number,
): Promise<string | undefined> {
  installQuietRuntime();
  try {
    await Worker.runReplayHistory({ workflowBundle }, { events: history.events.slice(0, most) }, workflowId);
    return undefined;
  } catch (error) {
    if (error instanceof DeterminismViolationError || error instanceof ReplayError)
      return wordReason(error.message);
    throw error;
  }
}

/** What the SDK has to say of a difference is in its error. The runtime ends with the one replay that it is for. */
function installQuietRuntime(): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
  });
}

/** The SDK wraps its sentence in the names of its own structures, and puts the whole event behind it. */
function wordReason(message: string): string {
  const [, quoted] = /\bmessage: "((?:[^"\\]|\\.)*)"/.exec(message) ?? [];
  const sentence = (quoted ?? message).replace(/^\[TMPRL1100\] Nondeterminism error: /, '');
  return sentence.split(': HistoryEvent')[0]!.slice(0, 300);
}

/** `EVENT_TYPE_ACTIVITY_TASK_SCHEDULED` in the words of the Web UI; other tools write those to begin with. */
function wordType(eventType: string): string {
  if (!eventType.startsWith('EVENT_TYPE_')) return eventType;
  return eventType
    .replace('EVENT_TYPE_', '')
    .split('_')
    .map((word) => word[0] + word.slice(1).toLowerCase())
    .join('');
}
