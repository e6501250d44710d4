import { poll } from '../../../harness/poll';
import { runSync } from '../../../harness/run-sync';
import { startMailServer } from '../../channels/mail-server';
import { startReceiver } from '../../channels/receiver';
import { activeIds } from '../../harness/mirror';
import { useStack } from '../../harness/use-stack';
import { holdRecord } from './hold-record';

const settings: Record<string, string> = {};
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
beforeAll(async () => {
  receiver = await startReceiver();
  mailServer = await startMailServer();
  settings.ALERT_WEBHOOK_URL = `${receiver.url}/hook`;
  settings.SMTP_URL = mailServer.url;
  settings.ALERT_MAIL_TO = 'buyer@desk.example';
});
afterAll(async () => {
  await receiver.close();
  await mailServer.close();
});

const stack = useStack({ sandbox: { offers: 200 }, settings, worker: 'none' });

beforeAll(async () => {
  await stack.startWorkerProcess();
  await runSync(stack, 'full');
});

/** Watch an offer, and have it observed once, so that a change of it is reported. */
async function watchOffer(index: number): Promise<string> {
  const offerId = activeIds(stack)[index]!;
  await stack.store.watchOffers([offerId], {});
  await runSync(stack, 'high');
  receiver.received.length = 0;
  mailServer.mails.length = 0;
  return offerId;
}

const webhookIds = () => receiver.received.map(({ headers }) => headers['webhook-id']);
const messageIds = () => mailServer.mails.map((mail) => /^Message-ID: (.+)\r$/m.exec(mail)?.[1]);

const allDelivered = () =>
  poll(
    'all messages are delivered',
    async () => (await stack.store.readChannelStates()).every(({ pending }) => pending === 0),
    90_000,
  );

test('fault 25: a message is sent again with the same id if the worker is killed after the channel has accepted it, and before that is recorded', async () => {
  const offerId = await watchOffer(3);
  const held = await holdRecord(await stack.connect(), 'delivered_at');
  stack.sandbox.catalogue.pause(offerId);
  await runSync(stack, 'high');
  await held.waitUntilHeld(2);
  const sent = [webhookIds(), messageIds()];
  expect(sent.map((ids) => ids.length)).toEqual([1, 1]);

  await stack.worker.kill();
  await held.release();
  expect((await stack.store.readChannelStates()).map(({ pending }) => pending)).toEqual([1, 1]);
  await stack.startWorkerProcess();
  await allDelivered();
  await runSync(stack, 'high');

  const [[webhookId], [messageId]] = sent as [string[], string[]];
  expect(webhookIds()).toEqual([webhookId, webhookId]);
  expect(messageIds()).toEqual([messageId, messageId]);
  // A receiver that keeps one of each id has the same message as one that keeps the other.
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
});

test('fault 25: a message is sent once if the worker is killed before it has recorded that the delivery is started', async () => {
  const offerId = await watchOffer(5);
  const held = await holdRecord(await stack.connect(), 'dispatched_at');
  stack.sandbox.catalogue.pause(offerId);
  const { workflowId, runId } = await stack.syncs.startSync('high');
  await held.waitUntilHeld(1);
  await allDelivered();

  await stack.worker.kill();
  await held.release();
  await stack.startWorkerProcess();
  await stack.temporal.workflow.getHandle(workflowId, runId).result();
  await runSync(stack, 'high');

  expect(await stack.store.listUndispatched()).toEqual([]);
  expect([webhookIds().length, messageIds().length]).toEqual([1, 1]);
});
