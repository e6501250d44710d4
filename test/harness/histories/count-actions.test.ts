import { countActions } from '../../../harness/histories/count-actions';
import type { HistoryEvent } from '../../../harness/histories/read-histories';

const WHOLE_RUN: HistoryEvent[] = [
  { workflowExecutionStartedEventAttributes: {} },
  { workflowTaskScheduledEventAttributes: {} },
  { workflowTaskStartedEventAttributes: {} },
  { workflowTaskCompletedEventAttributes: {} },
  { activityTaskScheduledEventAttributes: {} },
  { activityTaskStartedEventAttributes: { attempt: 3 } },
  { activityTaskCompletedEventAttributes: {} },
  { timerStartedEventAttributes: {} },
  { timerCanceledEventAttributes: {} },
  { startChildWorkflowExecutionInitiatedEventAttributes: {} },
  { childWorkflowExecutionStartedEventAttributes: {} },
  { childWorkflowExecutionCompletedEventAttributes: {} },
  { upsertWorkflowSearchAttributesEventAttributes: {} },
  { workflowPropertiesModifiedEventAttributes: {} },
  { workflowExecutionCompletedEventAttributes: {} },
];

test('a run costs its start, its activities with their retries, its timers and its children', () => {
  // The start 1, the activity 1, its two retries 2, the timer 1, the child 2, the search attributes 1.
  expect(countActions(WHOLE_RUN)).toBe(8);
});

test('the start of a child counts in the history of its parent', () => {
  const parentWorkflowExecution = { workflowId: 'full-sync-manual', runId: 'a' };
  expect(countActions([{ workflowExecutionStartedEventAttributes: { parentWorkflowExecution } }])).toBe(0);
});

test('a run that continues as new costs one more start', () => {
  const started = { workflowExecutionStartedEventAttributes: { continuedExecutionRunId: 'a' } };
  const continued = { workflowExecutionContinuedAsNewEventAttributes: { newExecutionRunId: 'b' } };
  expect(countActions([continued, started])).toBe(1);
});
