import type { HistoryEvent } from './read-histories';

/** The intent to start a child workflow, and its start. */
const ACTIONS_PER_CHILD = 2;

/**
 * Count the Actions that Temporal Cloud bills for the events of one execution, as
 * https://docs.temporal.io/cloud/actions defines them for what these workflows do.
 *
 * Some Actions leave no event, and are not counted: the heartbeats of attempts that take longer than 3 seconds, the queries
 * of readers, and what a schedule costs beyond the start of its workflow.
 */
export function countActions(events: readonly HistoryEvent[]): number {
  return events.reduce((sum, event) => sum + actionsOf(event), 0);
}

function actionsOf(event: HistoryEvent): number {
  const started = event.workflowExecutionStartedEventAttributes;
  if (started) return isCountedByParent(started) ? 0 : 1;
  if (event.startChildWorkflowExecutionInitiatedEventAttributes) return ACTIONS_PER_CHILD;
  // All attempts but the first leave no other event.
  if (event.activityTaskStartedEventAttributes) return event.activityTaskStartedEventAttributes.attempt! - 1;
  const isAction =
    event.activityTaskScheduledEventAttributes ??
    event.timerStartedEventAttributes ??
    event.upsertWorkflowSearchAttributesEventAttributes;
  return isAction ? 1 : 0;
}

/** The first execution of a child workflow, and not one that continues it. */
function isCountedByParent({
  parentWorkflowExecution,
  continuedExecutionRunId,
}: NonNullable<HistoryEvent['workflowExecutionStartedEventAttributes']>): boolean {
  return Boolean(parentWorkflowExecution) && !continuedExecutionRunId;
}
