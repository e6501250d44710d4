import { defaultPayloadConverter } from '@temporalio/common';
import type { ExecutionHistory, HistoryEvent } from '../../../harness/histories/read-histories';
import { packRows } from '../../../harness/histories/rows';
import { type Bar, readTimeline, WORKFLOW_TASK } from '../../../harness/histories/timeline';

const BEGAN_SECONDS = 1_767_600_000;

/** Events with ids from 1, each at a number of milliseconds after the run began. */
function eventsAt(...events: [atMs: number, attributes: HistoryEvent][]): HistoryEvent[] {
  return events.map(([atMs, attributes], index) => ({
    eventId: (index + 1) as never,
    eventTime: {
      seconds: (BEGAN_SECONDS + Math.floor(atMs / 1_000)) as never,
      nanos: (atMs % 1_000) * 1_000_000,
    },
    ...attributes,
  }));
}

const id = (value: number) => value as never;

const taskCompleted = (scheduledEventId: number) => ({
  workflowTaskCompletedEventAttributes: {
    scheduledEventId: id(scheduledEventId),
    startedEventId: id(scheduledEventId + 1),
  },
});

function activityScheduled(name: string, summary?: string): HistoryEvent {
  return {
    activityTaskScheduledEventAttributes: { activityType: { name } },
    ...(summary && { userMetadata: { summary: defaultPayloadConverter.toPayload(summary) } }),
  };
}

const RUN: ExecutionHistory = {
  workflowId: 'full-sync-manual',
  runId: 'a',
  bytes: 0,
  events: eventsAt(
    [0, { workflowExecutionStartedEventAttributes: {} }],
    [0, { workflowTaskScheduledEventAttributes: {} }],
    [2, { workflowTaskStartedEventAttributes: {} }],
    [7, taskCompleted(2)],
    [7, activityScheduled('beginRun')],
    [9, { activityTaskStartedEventAttributes: { attempt: 1 } }],
    [20, { activityTaskCompletedEventAttributes: { scheduledEventId: id(5), startedEventId: id(6) } }],
    [1_500, { workflowExecutionCompletedEventAttributes: {} }],
  ),
};

const CHUNK: ExecutionHistory = {
  workflowId: 'full-sync-manual/pages-1-10',
  runId: 'b',
  bytes: 0,
  events: eventsAt(
    [30, { workflowExecutionStartedEventAttributes: {} }],
    [30, activityScheduled('copyPage', 'page 1')],
    [31, activityScheduled('copyPage', 'page 2')],
    [32, { activityTaskStartedEventAttributes: { attempt: 1 } }],
    [160, { activityTaskCompletedEventAttributes: { scheduledEventId: id(3), startedEventId: id(4) } }],
    [40, { activityTaskStartedEventAttributes: { attempt: 1 } }],
    [170, { activityTaskCompletedEventAttributes: { scheduledEventId: id(2), startedEventId: id(6) } }],
    [180, { workflowExecutionCompletedEventAttributes: {} }],
  ),
};

test('a timeline has the activities of all workflows, in milliseconds since the run began', () => {
  expect(readTimeline([RUN, CHUNK])).toEqual({
    durationMs: 1_500,
    activities: [
      { type: 'beginRun', summary: '', scheduledMs: 7, startedMs: 9, endedMs: 20 },
      { type: 'copyPage', summary: 'page 1', scheduledMs: 30, startedMs: 40, endedMs: 170 },
      { type: 'copyPage', summary: 'page 2', scheduledMs: 31, startedMs: 32, endedMs: 160 },
    ],
    workflows: [
      {
        name: 'full-sync-manual',
        tasks: [{ type: WORKFLOW_TASK, summary: '', scheduledMs: 0, startedMs: 2, endedMs: 7 }],
      },
      { name: 'pages-1-10', tasks: [] },
    ],
  });
});

test('bars that overlap are in different rows, and a row is used again once it is free', () => {
  const bar = (summary: string, scheduledMs: number, endedMs: number): Bar => ({
    type: 'copyPage',
    summary,
    scheduledMs,
    startedMs: scheduledMs,
    endedMs,
  });
  const rows = packRows([bar('a', 0, 10), bar('b', 2, 5), bar('c', 4, 20), bar('d', 5, 8), bar('e', 10, 12)]);
  expect(rows.map((row) => row.map(({ summary }) => summary))).toEqual([['a', 'e'], ['b', 'd'], ['c']]);
});

test('no bars need no row', () => {
  expect(packRows([])).toEqual([]);
});
