import { DefaultLogger, ReplayError, Runtime, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import type { RecordedHistory } from './check-history';

/** The first event of a history that does not fit the current workflow code. */
export interface Difference {
  eventId: number;
  /** In Temporal's spelling: `ActivityTaskScheduled`. */
  eventType: string;
  /** The SDK's sentence. */
  why: string;
}

/**
 * Replay a history against a bundle of workflows and find the first event that does not fit.
 *
 * @returns undefined if the whole history fits.
 */
export async function findDifference(
  workflowBundle: WorkflowBundleOption,
  recorded: RecordedHistory,
): Promise<Difference | undefined> {
  const { events } = recorded.history;
  let reason = await replay(workflowBundle, recorded, events.length);
  if (reason === undefined) return undefined;
  // The SDK names no event when an activity has another type or id, so bisect: a prefix fits up to the first difference.
  let [fits, differs] = [1, events.length];
  while (differs - fits > 1) {
    const middle = Math.floor((fits + differs) / 2);
    const found = await replay(workflowBundle, recorded, middle);
    if (found === undefined) fits = middle;
    else [differs, reason] = [middle, found];
  }
  return { eventId: differs, eventType: formatEventType(events[differs - 1]!.eventType), why: reason };
}

/** Replay the first `eventCount` events. Returns undefined if they fit, otherwise the reason. */
async function replay(
  workflowBundle: WorkflowBundleOption,
  { workflowId, history }: RecordedHistory,
  eventCount: number,
): Promise<string | undefined> {
  installSilentRuntime();
  try {
    const events = history.events.slice(0, eventCount);
    await Worker.runReplayHistory({ workflowBundle }, { events }, workflowId);
    return undefined;
  } catch (error) {
    if (error instanceof DeterminismViolationError || error instanceof ReplayError) {
      return extractReason(error.message);
    }
    throw error;
  }
}

/** Silent, because the error holds everything that the SDK logs. Called for each replay, because each ends the runtime. */
function installSilentRuntime(): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
  });
}

/** The SDK's sentence, without the structures around it and the event dump behind it. */
function extractReason(message: string): string {
  const [, quoted] = /\bmessage: "((?:[^"\\]|\\.)*)"/.exec(message) ?? [];
  const sentence = (quoted ?? message).replace(/^\[TMPRL1100\] Nondeterminism error: /, '');
  return sentence.split(': HistoryEvent')[0]!.slice(0, 300);
}

/** `EVENT_TYPE_ACTIVITY_TASK_SCHEDULED` as `ActivityTaskScheduled`, the spelling of the Web UI. */
function formatEventType(eventType: string): string {
  if (!eventType.startsWith('EVENT_TYPE_')) return eventType;
  return eventType
    .replace('EVENT_TYPE_', '')
    .split('_')
    .map((word) => word[0] + word.slice(1).toLowerCase())
    .join('');
}
