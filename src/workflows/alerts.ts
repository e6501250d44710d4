import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { AlertActivities, ChannelTest, MessageToDeliver } from '../activities';
import { channelOf, type DeliveryEnd } from '../domain/alerts/notice';
import { CHANNEL_TEST_TIMEOUT_MS, HEARTBEAT_TIMEOUT_MS } from '../domain/run-times';

const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;
const heartbeatTimeout = HEARTBEAT_TIMEOUT_MS;

/** Without a limit of time or attempts: the activity sets the delay of each retry (activities/alerts/deliver.ts). */
const { deliverMessage } = proxyActivities<AlertActivities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout,
  retry: { initialInterval: '5s', maximumInterval: '10m' },
  cancellationType,
});

const { testChannels } = proxyActivities<AlertActivities>({
  scheduleToCloseTimeout: CHANNEL_TEST_TIMEOUT_MS,
  heartbeatTimeout,
  retry: { maximumAttempts: 1 },
  cancellationType,
});

/** Deliver one message of an alert. One workflow per message, so that no message waits for another channel's. */
export async function deliverAlert(message: MessageToDeliver): Promise<DeliveryEnd> {
  return deliverMessage.executeWithOptions({ summary: `to ${channelOf(message.key)}` }, [message]);
}

/** Send a test message to each channel. */
export async function testAlerts(input: { run: { mirrorId: string } }): Promise<ChannelTest[]> {
  return testChannels(input);
}
