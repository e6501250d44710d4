import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { createLogThrottle } from '../../async/log-throttle';
import type { DeliveryEnd } from '../../domain/alerts/notice';
import { DELIVERY_WORKFLOW, deliveryWorkflowId } from '../../domain/names';
import type { Store } from '../../store';
import type { MessageToDeliver } from './deliver';

/** Deliveries started at a time. */
const CONCURRENCY = 10;

/** For all of them, in milliseconds: less than an attempt of an activity may take. What is left is started by the next run. */
const TIMEOUT_MS = 15_000;

const throttle = createLogThrottle();

export interface DispatchDependencies {
  store: Store;
  /** The task queue of the deliveries: `alerts`, after the prefix of the mirror. */
  alertQueue: string;
}

type Delivery = (message: MessageToDeliver) => Promise<DeliveryEnd>;

/**
 * Start the delivery of the messages in the outbox: a workflow each, whose id is made of the message's key, so that a
 * message has one delivery at a time, and none after it was delivered or given up. One that was ended by hand is started again.
 *
 * Idempotent. Never throws: a failure is logged, once a minute, and the next run starts what is left.
 */
export async function dispatchMessages({ store, alertQueue }: DispatchDependencies): Promise<void> {
  const { client, log } = Context.current();
  try {
    const keys = await store.listUndispatched();
    if (keys.length === 0) return;
    const mirrorId = await store.readMirrorId();
    const start = async (key: string) => {
      const input: MessageToDeliver = { run: { mirrorId }, key };
      const workflowId = deliveryWorkflowId(alertQueue, mirrorId, key);
      try {
        await client.workflow.start(DELIVERY_WORKFLOW, {
          workflowId,
          taskQueue: alertQueue,
          args: [input],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
          staticSummary: `alert ${key}`,
        });
      } catch (error) {
        // It was started before: the record of that, or of its end, was lost.
        if (!(error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError')) throw error;
        await recordEnd(key, client.workflow.getHandle(workflowId));
      }
    };
    const recordEnd = async (key: string, delivery: WorkflowHandle<Delivery>) => {
      const { status } = await delivery.describe();
      if (status.name === 'COMPLETED') await store.recordEnded({ key, outcome: await delivery.result() });
    };
    await client.connection.withDeadline(Date.now() + TIMEOUT_MS, async () => {
      for (let index = 0; index < keys.length; index += CONCURRENCY) {
        const batch = keys.slice(index, index + CONCURRENCY);
        await Promise.all(batch.map(start));
        await store.markDispatched(batch);
      }
    });
  } catch (error) {
    const errorClass = error instanceof Error ? error.name : typeof error;
    const due = throttle(errorClass, performance.now());
    if (due)
      log.warn('the delivery of alerts could not be started; the next run tries again', {
        errorClass,
        ...due,
      });
  }
}
