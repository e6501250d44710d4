import { formatQuantity } from '../../../format/numbers';
import type { ChannelState } from '../../../store';
import type { Service } from '../../service/open';
import { fine, type Finding, readOrSkip, wrong } from './finding';

const TEST_ADVICE =
  'Correct the settings of the worker, restart it, and run `mobipium-sync doctor --test-alerts`.';

/**
 * Check that the channels of alerts deliver. With `sendTest`, a worker sends a test message to each; otherwise the last
 * deliveries tell. Undefined: no channel had a message, or a server cannot be reached.
 */
export async function checkAlerts(
  { store, syncs }: Service,
  { sendTest }: { sendTest: boolean },
): Promise<Finding | undefined> {
  return sendTest ? testChannels(syncs) : checkDeliveries(await readOrSkip(store.readChannelStates()));
}

async function testChannels(syncs: Service['syncs']): Promise<Finding | undefined> {
  const tests = await syncs.testAlerts().catch(() => []);
  if (tests === undefined) {
    return wrong(
      'no worker with channels has answered',
      'Set ALERT_WEBHOOK_URL, SMTP_URL or ALERT_TELEGRAM_TOKEN for the worker, and restart it.',
    );
  }
  const failed = tests.filter(({ error }) => error !== null);
  if (failed.length > 0) {
    return wrong(failed.map(({ label, error }) => `${label}: ${error}`).join('; '), TEST_ADVICE);
  }
  return tests.length === 0 ? undefined : fine(`sent to ${tests.map(({ label }) => label).join(', ')}`);
}

function checkDeliveries(states: ChannelState[] | undefined): Finding | undefined {
  if (states === undefined || states.length === 0) return undefined;
  const problems = states.flatMap(describeProblem);
  if (problems.length > 0) return wrong(problems.join('; '), TEST_ADVICE);
  return fine(`delivered to ${states.map(describeSuccess).join(', ')}`);
}

function describeSuccess({ channel, givenUp }: ChannelState): string {
  return givenUp === 0 ? channel : `${channel} (${formatQuantity(givenUp, 'message')} given up)`;
}

function describeProblem({ channel, pending, lastError, disabledAt, ...last }: ChannelState): string[] {
  if (disabledAt !== null)
    return [`${channel} is disabled since ${disabledAt}: its address is gone (HTTP 410)`];
  const { lastDeliveredAt, lastFailedAt } = last;
  const hasFailed = lastFailedAt !== null && lastFailedAt > (lastDeliveredAt ?? '');
  if (!hasFailed || pending === 0) return [];
  return [`${channel}: ${formatQuantity(pending, 'message')} not delivered, ${lastError}`];
}
