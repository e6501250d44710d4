import { runCli } from '../../../harness/processes/program';
import { runSql } from '../../../harness/servers/database';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { createCleanupStack } from '../../../src/async/cleanup';
import { type Receiver, startReceiver } from '../../channels/receiver';

const cleanup = createCleanupStack();
let stack: TestStack;
let receiver: Receiver;
let isBroken = false;

beforeAll(async () => {
  receiver = await startReceiver(() => (isBroken ? { status: 404 } : {}));
  cleanup.defer('receiver', () => receiver.close());
  stack = await startTestStack({
    sandbox: { offers: 100 },
    settings: { ALERT_WEBHOOK_URL: `${receiver.url}/hook` },
  });
  cleanup.defer('stack', () => stack.stop());
});
afterAll(() => cleanup.closeAll());

/** Runs doctor, and returns its lines on the alerts. */
async function runDoctor(option = ''): Promise<string> {
  const { output } = await runCli(`doctor ${option}`, stack.environment);
  return output.match(/^(?:ok|WRONG|DOWN) +Alerts .*(?:\n +→ .*)?/m)?.[0] ?? '';
}

test('doctor alone sends no message, and says nothing of channels that had none', async () => {
  expect(await runDoctor()).toBe('');
  expect(receiver.received).toEqual([]);
});

test('--test-alerts sends a message to each channel, and says which of them refuses it', async () => {
  expect(await runDoctor('--test-alerts')).toMatch(/^ok +Alerts +sent to webhook 127\.0\.0\.1:\d+$/);
  expect(receiver.received).toHaveLength(1);

  isBroken = true;
  expect(await runDoctor('--test-alerts')).toMatch(
    /^WRONG +Alerts +webhook 127\.0\.0\.1:\d+: it answers HTTP 404\n +→ .*--test-alerts/,
  );
});

test('alerts test sends a message to each channel, and exits with 1 if one refuses it', async () => {
  isBroken = false;
  const before = receiver.received.length;
  const accepted = await runCli('alerts test', stack.environment);
  expect(accepted.stdout).toMatch(/^ok {6}webhook 127\.0\.0\.1:\d+\n$/);
  expect(accepted.code).toBe(0);
  expect(receiver.received).toHaveLength(before + 1);

  isBroken = true;
  const refused = await runCli('alerts test', stack.environment);
  expect(refused.stdout).toMatch(/^FAILED {2}webhook 127\.0\.0\.1:\d+: it answers HTTP 404\n$/);
  expect(refused.code).toBe(1);
  const json = await runCli('alerts test --json', stack.environment);
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    channels: [{ label: expect.stringContaining('webhook') as string, error: 'it answers HTTP 404' }],
  });
});

test.each([
  ['a channel that delivers', `now(), now() - interval '1 hour', NULL`, /^ok +Alerts +delivered to desk$/],
  [
    'messages that wait after a failure',
    `now() - interval '1 hour', now(), NULL`,
    /^WRONG +Alerts +desk: 1 message not delivered, it answers HTTP 500\n +→ /,
  ],
  [
    'a channel whose address is gone',
    `NULL, now(), now()`,
    /^WRONG +Alerts +desk is disabled since \S+Z: its address is gone \(HTTP 410\)\n +→ /,
  ],
])('doctor reports %s', async (_, times, expected) => {
  await runSql(
    stack.environment.DATABASE_URL,
    `TRUNCATE alert_channels, alert_messages;
     INSERT INTO alert_messages (key, episode_id, edge, channel, notice) VALUES ('1/start/desk', 1, 'start', 'desk', '{}');
     INSERT INTO alert_channels (channel, last_error, last_delivered_at, last_failed_at, disabled_at)
     VALUES ('desk', 'it answers HTTP 500', ${times})`,
  );

  expect(await runDoctor()).toMatch(expected);
});

test('doctor says how many messages of a channel that delivers were given up', async () => {
  await runSql(
    stack.environment.DATABASE_URL,
    `TRUNCATE alert_channels, alert_messages;
     INSERT INTO alert_messages (key, episode_id, edge, channel, notice, given_up_at) VALUES ('1/start/desk', 1, 'start', 'desk', '{}', now());
     INSERT INTO alert_channels (channel, last_delivered_at) VALUES ('desk', now())`,
  );

  expect(await runDoctor()).toMatch(/^ok +Alerts +delivered to desk \(1 message given up\)$/);
});
