import { defaultPayloadConverter } from '@temporalio/common';
import type { ExecutionHistory, HistoryEvent } from './read-histories';

/** The type of the bars of workflow tasks. */
export const WORKFLOW_TASK = 'workflow task';

/** An activity or a workflow task. All times are in milliseconds since the run began. */
export interface Bar {
  /** `copyPage`, or {@link WORKFLOW_TASK}. */
  type: string;
  /** `page 17`. Empty: it has no summary. */
  summary: string;
  scheduledMs: number;
  startedMs: number;
  endedMs: number;
}

/** What a run and its child workflows did, and when. */
export interface Timeline {
  durationMs: number;
  /** Of all workflows, in the order in which they were scheduled. */
  activities: Bar[];
  /** The workflow tasks of each execution. */
  workflows: { name: string; tasks: Bar[] }[];
}

/** Read the timeline of a run whose activities and workflow tasks all completed. A retried activity has its last attempt. */
export function readTimeline(histories: readonly ExecutionHistory[]): Timeline {
  const [first] = histories;
  if (first === undefined) throw new RangeError('no histories');
  const beganMs = timeOf(first.events[0]!);
  const ends = histories.map(({ events }) => timeOf(events.at(-1)!));
  const barsOf = histories.map(({ events }) => readBars(events, beganMs));
  return {
    durationMs: Math.max(...ends) - beganMs,
    activities: barsOf
      .flatMap(({ activities }) => activities)
      .toSorted((a, b) => a.scheduledMs - b.scheduledMs),
    workflows: histories.map(({ workflowId }, index) => ({
      name: nameOf(workflowId, first.workflowId),
      tasks: barsOf[index]!.tasks,
    })),
  };
}

/** `pages-1-10` for the child `full-sync-manual/pages-1-10` of the run `full-sync-manual`. */
function nameOf(workflowId: string, runWorkflowId: string): string {
  return workflowId.startsWith(`${runWorkflowId}/`) ? workflowId.slice(runWorkflowId.length + 1) : workflowId;
}

function readBars(events: readonly HistoryEvent[], beganMs: number): { activities: Bar[]; tasks: Bar[] } {
  const eventsById = new Map(events.map((event) => [Number(event.eventId), event]));
  const createBar = (
    ended: HistoryEvent,
    { scheduledEventId, startedEventId }: { scheduledEventId?: unknown; startedEventId?: unknown },
  ): Bar => {
    const scheduled = eventsById.get(Number(scheduledEventId))!;
    const started = eventsById.get(Number(startedEventId))!;
    return {
      type: scheduled.activityTaskScheduledEventAttributes?.activityType?.name ?? WORKFLOW_TASK,
      summary: summaryOf(scheduled),
      scheduledMs: timeOf(scheduled) - beganMs,
      startedMs: timeOf(started) - beganMs,
      endedMs: timeOf(ended) - beganMs,
    };
  };
  const activities: Bar[] = [];
  const tasks: Bar[] = [];
  for (const event of events) {
    const activity = event.activityTaskCompletedEventAttributes;
    const task = event.workflowTaskCompletedEventAttributes;
    if (activity) activities.push(createBar(event, activity));
    if (task) tasks.push(createBar(event, task));
  }
  return { activities, tasks };
}

function summaryOf({ userMetadata }: HistoryEvent): string {
  const summary = userMetadata?.summary;
  return summary ? defaultPayloadConverter.fromPayload<string>(summary) : '';
}

function timeOf({ eventTime }: HistoryEvent): number {
  return Number(eventTime!.seconds) * 1_000 + eventTime!.nanos! / 1_000_000;
}
