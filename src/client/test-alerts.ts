import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import { orTimeout, TimeoutError } from '../async/timeout';
import { ALERT_QUEUE, CHANNEL_TEST_WORKFLOW, deliveryWorkflowId } from '../domain/names';
import { CHANNEL_TEST_TIMEOUT_MS } from '../domain/run-times';
import type { ChannelTest } from '../workflows/contract';
import type { BoundedCalls } from './deadline';
import { type MirrorContext, readOwnId } from './mirror-context';

/** A test that no worker has taken by then is ended by the server, so that no later worker sends it. */
const EXECUTION_TIMEOUT_MS = CHANNEL_TEST_TIMEOUT_MS + 1_000;

/**
 * Has a worker send a test message to each channel of its settings, and returns what became of them.
 *
 * Undefined: no worker of the queue for alerts has answered in time.
 */
export async function testAlerts(
  context: MirrorContext,
  { change }: Pick<BoundedCalls, 'change'>,
): Promise<ChannelTest[] | undefined> {
  const { temporal, prefix } = context;
  const handle = await change(async () => {
    const mirrorId = await readOwnId(context);
    const taskQueue = `${prefix}${ALERT_QUEUE}`;
    return temporal.workflow.start<(input: object) => Promise<ChannelTest[]>>(CHANNEL_TEST_WORKFLOW, {
      workflowId: deliveryWorkflowId(taskQueue, mirrorId, `test/${randomUUID()}`),
      taskQueue,
      args: [{ run: { mirrorId } }],
      workflowExecutionTimeout: EXECUTION_TIMEOUT_MS,
      staticSummary: 'test of the channels',
    });
  });
  try {
    return await orTimeout(handle.result(), EXECUTION_TIMEOUT_MS + 500);
  } catch (error) {
    if (error instanceof WorkflowFailedError || error instanceof TimeoutError) return undefined;
    throw error;
  }
}
