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

/** A payload as it went over the wire: the Web UI also writes them decoded, and those cannot be replayed. */
const EncodedSchema = Type.Object({
  workflowExecutionStartedEventAttributes: Type.Object({
    input: Type.Optional(
      Type.Object({
        payloads: Type.Array(Type.Object({ metadata: Type.Object({ encoding: Type.String() }) })),
      }),
    ),
  }),
});

/** What may come after a worker has begun a task of the workflow. */
const ENDS_OF_TASK = /WORKFLOW_?TASK_?(COMPLETED|FAILED|TIMED_?OUT)$|WORKFLOW_?EXECUTION_?TERMINATED$/i;

/** A history that can be replayed. */
export interface RecordedHistory {
  workflowId: string;
  workflowType: string;
  /** As the Temporal CLI writes them. */
  history: { events: Events };
}

/** There is no such history, or it cannot be replayed; the message says why. */
export class UnreadableHistoryError extends Error {
  override name = 'UnreadableHistoryError';
}

/**
 * Make sure that something is a whole workflow history, since the SDK's core does not come back from others: what
 * `temporal workflow show --output json` or the Web UI's download wrote, or either with its `workflowId` beside it.
 *
 * @throws {UnreadableHistoryError} where it is not, naming the first event that is wrong.
 */
export function checkHistory(found: unknown): RecordedHistory {
  const { events, workflowId: notedId } = openEnvelope(found);
  if (!Value.Check(EventsSchema, events)) throw new UnreadableHistoryError('this is not a workflow history');
  const [start] = events;
  if (!Value.Check(StartSchema, start)) {
    throw new UnreadableHistoryError('event 1 is missing: it does not begin with the start of a workflow');
  }
  if (!Value.Check(EncodedSchema, start)) {
    throw new UnreadableHistoryError('its payloads are decoded: download it with encoded payloads');
  }
  events.forEach((event, at) => checkPlace(event, at, events[at - 1]));
  try {
    historyFromJSON({ events });
  } catch {
    throw new UnreadableHistoryError('it is not as Temporal writes it');
  }
  const { workflowType, workflowId = notedId } = start.workflowExecutionStartedEventAttributes;
  // Ids of children are made from it, so without the real one they would all differ.
  if (workflowId === undefined) throw new UnreadableHistoryError('it does not say the id of its workflow');
  return { workflowId, workflowType: workflowType.name, history: { events } };
}

function checkPlace({ eventId, eventType }: Events[number], at: number, before?: Events[number]): void {
  if (eventId !== String(at + 1)) throw new UnreadableHistoryError(`event ${at + 1} is missing`);
  if (/WORKFLOW_?TASK_?STARTED$/i.test(before?.eventType ?? '') && !ENDS_OF_TASK.test(eventType)) {
    throw new UnreadableHistoryError(
      `event ${eventId} is ${eventType} where the workflow task that began before it should end`,
    );
  }
}

/** `{events}`, or the bare list, which the tools wrote in earlier times; or `{workflowId, history}` around either. */
function openEnvelope(found: unknown): { events: unknown; workflowId?: string } {
  if (Array.isArray(found)) return { events: found };
  if (typeof found !== 'object' || found === null) return { events: undefined };
  const { events, history, workflowId } = found as Record<string, unknown>;
  if (history === undefined) return { events };
  return { ...openEnvelope(history), ...(typeof workflowId === 'string' && { workflowId }) };
}
