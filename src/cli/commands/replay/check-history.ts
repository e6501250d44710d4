import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';

const EventsSchema = Type.Array(Type.Object({ eventId: Type.String(), eventType: Type.String() }), {
  minItems: 1,
});
type Events = Static<typeof EventsSchema>;

/** The first event of every history. */
const StartSchema = Type.Object({
  workflowExecutionStartedEventAttributes: Type.Object({
    workflowType: Type.Object({ name: Type.String() }),
    workflowId: Type.Optional(Type.String()),
    originalExecutionRunId: Type.String({ minLength: 1 }),
  }),
});

/** Payloads as they are on the wire. The Web UI can also write decoded ones, which cannot be replayed. */
const EncodedSchema = Type.Object({
  workflowExecutionStartedEventAttributes: Type.Object({
    input: Type.Optional(
      Type.Object({
        payloads: Type.Array(Type.Object({ metadata: Type.Object({ encoding: Type.String() }) })),
      }),
    ),
  }),
});

/** The events that may follow the start of a workflow task. */
const ENDS_OF_TASK = /WORKFLOW_?TASK_?(COMPLETED|FAILED|TIMED_?OUT)$|WORKFLOW_?EXECUTION_?TERMINATED$/i;

/** A history that can be replayed. */
export interface RecordedHistory {
  workflowId: string;
  workflowType: string;
  /** In the format of the Temporal CLI. */
  history: { events: Events };
}

/** There is no such history, or it cannot be replayed. The message says why. */
export class UnreadableHistoryError extends Error {
  override name = 'UnreadableHistoryError';
}

/**
 * Check that a value is a complete workflow history, because the SDK's core hangs on others.
 *
 * Accepts the output of `temporal workflow show --output json`, the Web UI's download, or either as `history` beside its
 * `workflowId`.
 *
 * @throws {UnreadableHistoryError} naming the first wrong event.
 */
export function checkHistory(value: unknown): RecordedHistory {
  const { events, workflowId: givenId } = openEnvelope(value);
  if (!Value.Check(EventsSchema, events)) throw new UnreadableHistoryError('not a workflow history');
  const [start] = events;
  if (!Value.Check(StartSchema, start)) {
    throw new UnreadableHistoryError(
      'event 1 is missing: the history does not begin with the start of a workflow',
    );
  }
  if (!Value.Check(EncodedSchema, start)) {
    throw new UnreadableHistoryError('its payloads are decoded: download the history with encoded payloads');
  }
  events.forEach((event, index) => checkOrder(event, index, events[index - 1]));
  try {
    historyFromJSON({ events });
  } catch {
    throw new UnreadableHistoryError('not in the format of Temporal');
  }
  const { workflowType, workflowId = givenId } = start.workflowExecutionStartedEventAttributes;
  // The ids of children are derived from it, so a replay needs the real one.
  if (workflowId === undefined) throw new UnreadableHistoryError('it does not contain its workflow id');
  return { workflowId, workflowType: workflowType.name, history: { events } };
}

function checkOrder({ eventId, eventType }: Events[number], index: number, before?: Events[number]): void {
  if (eventId !== String(index + 1)) throw new UnreadableHistoryError(`event ${index + 1} is missing`);
  if (/WORKFLOW_?TASK_?STARTED$/i.test(before?.eventType ?? '') && !ENDS_OF_TASK.test(eventType)) {
    throw new UnreadableHistoryError(
      `event ${eventId} is ${eventType}, but the workflow task that started before it must end first`,
    );
  }
}

/** Accepts `{events}`, the bare list that older tools write, and `{workflowId, history}` around either. */
function openEnvelope(value: unknown): { events: unknown; workflowId?: string } {
  if (Array.isArray(value)) return { events: value };
  if (typeof value !== 'object' || value === null) return { events: undefined };
  const { events, history, workflowId } = value as Record<string, unknown>;
  if (history === undefined) return { events };
  return { ...openEnvelope(history), ...(typeof workflowId === 'string' && { workflowId }) };
}
