import pino from 'pino';
import { poll } from '../../harness/poll';
import { createRandom } from '../../harness/random';
import { runSync } from '../../harness/run-sync';
import { startTestStack, type TestStack } from '../../harness/stack';
import { createCleanupStack } from '../../src/async/cleanup';
import { createChannels } from '../../src/channels';
import { type AlertEdge, createNotice } from '../../src/domain/alerts/notice';
import { openWorker } from '../../src/local/stack';
import { enqueueMessages } from '../../src/store/alerts/outbox';
import { type Database, openDatabase } from '../../src/store/database';
import { startMailServer } from '../channels/mail-server';
import { type Answer, type Received, type Receiver, startReceiver } from '../channels/receiver';
import { pausedEpisode } from '../store/alerts/episodes';
import { minute } from '../store/test-store';

/** After this long a message counts as not accepted and is sent again, so that a slow machine must stay far below it. */
const TIMEOUT_MS = 1_500;

const cleanup = createCleanupStack();
let stack: TestStack;
let receiver: Receiver;
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let channels: string[];

beforeAll(async () => {
  receiver = await startReceiver();
  cleanup.defer('receiver', () => receiver.close());
  mailServer = await startMailServer();
  cleanup.defer('mail server', () => mailServer.close());
  stack = await startTestStack({
    withWorker: false,
    settings: {
      ALERT_WEBHOOK_URL: `${receiver.url}/one,${receiver.url}/two`,
      SMTP_URL: mailServer.url,
      ALERT_MAIL_TO: 'buyer@desk.example',
      ALERT_PAGE_URL: 'https://mirror.example/',
    },
  });
  cleanup.defer('stack', () => stack.stop());
  const options = { channels: { timeoutMs: TIMEOUT_MS }, firstAlertRetryMs: 50 };
  await openWorker(
    stack.config,
    { store: stack.store, logger: pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }), ...options },
    cleanup,
  );
  const created = createChannels({ ...stack.config.alerts });
  channels = created.all.map(({ name }) => name);
  await created.close();
});
afterAll(() => cleanup.closeAll());

/** Add messages to all channels, each about an offer of its own, as the step that judges episodes does, and run a refresh, which starts their delivery. */
async function alert(
  notices: [id: string, edge: AlertEdge, startedAt?: string, offerId?: string][],
  to = channels,
): Promise<void> {
  const described = notices.map(([id, edge, startedAt = minute(4), offerId = id]) =>
    createNotice(pausedEpisode({ id, offerId, startedAt }), edge, minute(4)),
  );
  await withDatabase((database) => database.transact((client) => enqueueMessages(client, described, to)));
  await runSync(stack, 'refresh');
}

async function withDatabase(work: (database: Database) => Promise<unknown>): Promise<void> {
  const database = openDatabase({
    databaseUrl: stack.databaseUrl,
    connections: 1,
    statementTimeoutMs: 30_000,
  });
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

const pending = async (channel: string) =>
  (await stack.store.readChannelStates()).find((state) => state.channel === channel)?.pending ?? 0;

const delivered = (channel: string) =>
  poll(`everything is delivered to ${channel}`, async () => (await pending(channel)) === 0);

const idOf = ({ headers }: Received) => headers['webhook-id'] as string;
const edgeOf = ({ body }: Received) => {
  const { data } = JSON.parse(body) as { data: { edge: string; episode: { id: string } } };
  return `${data.episode.id}/${data.edge}`;
};
const receivedAt = (path: string) => receiver.received.filter((message) => message.path === path);

test('each message arrives at each channel, the start of an episode before its end', async () => {
  await alert([
    ['1', 'start'],
    ['1', 'end'],
    ['2', 'start'],
  ]);
  for (const channel of channels) await delivered(channel);

  for (const path of ['/one', '/two']) {
    const edges = receivedAt(path).map(edgeOf);
    expect(edges.toSorted()).toEqual(['1/end', '1/start', '2/start']);
    expect(edges.indexOf('1/start')).toBeLessThan(edges.indexOf('1/end'));
  }
  const urls = receivedAt('/one').map(({ body }) => (JSON.parse(body) as { data: { url: string } }).data.url);
  expect(new Set(urls)).toEqual(
    new Set(['https://mirror.example/offers/1', 'https://mirror.example/offers/2']),
  );
  const mailed = mailServer.mails.join('\n').match(/(Paused|Active again): Games PT/g);
  expect(mailed?.toSorted()).toEqual(['Active again: Games PT', 'Paused: Games PT', 'Paused: Games PT']);
});

test('a webhook that fails at random, is late and is cut gets each message with one id, and delays no other', async () => {
  const random = createRandom(7);
  receiver.received.length = 0;
  const failures: Answer[] = [
    { status: 500 },
    { lateMs: 2 * TIMEOUT_MS },
    { cut: true },
    { status: 302, headers: { location: '/two' } },
  ];
  const failuresLeft = new Map<string, number>();
  receiver.answer = (message) => {
    if (message.path === '/two') return {};
    const left = failuresLeft.get(edgeOf(message)) ?? Math.floor(random() * 4);
    failuresLeft.set(edgeOf(message), left - 1);
    return left > 0 ? failures[Math.floor(random() * failures.length)]! : {};
  };
  const ids = Array.from({ length: 25 }, (_none, index) => String(100 + index));
  await alert(ids.map((id) => [id, 'start']));
  await delivered(channels[1]!);
  expect(receivedAt('/two').map(edgeOf).toSorted()).toEqual(ids.map((id) => `${id}/start`));
  await delivered(channels[0]!);

  const idsByMessage = new Map<string, Set<string>>();
  for (const message of receivedAt('/one')) {
    idsByMessage.set(edgeOf(message), (idsByMessage.get(edgeOf(message)) ?? new Set()).add(idOf(message)));
  }
  expect([...idsByMessage.keys()].toSorted()).toEqual(ids.map((id) => `${id}/start`));
  expect([...idsByMessage.values()].every((found) => found.size === 1)).toBe(true);
  expect(receivedAt('/one').length).toBeGreaterThan(ids.length);
});

test('after an outage of a channel, its last message about an offer tells the present state', async () => {
  let isAway = true;
  receiver.answer = () => (isAway ? { status: 503 } : {});
  receiver.received.length = 0;
  for (const [id, edge] of [
    ['200', 'start'],
    ['200', 'end'],
    ['201', 'start'],
  ] as const) {
    await alert([[id, edge, minute(4), '3790']], [channels[0]!]);
  }
  await poll('a message was tried several times', () => receivedAt('/one').length > 3);
  isAway = false;
  receiver.received.length = 0;
  await delivered(channels[0]!);

  expect(receivedAt('/one').map(edgeOf)).toEqual(['200/start', '200/end', '201/start']);
});

test('a second run, and a second start of the deliveries, send nothing again', async () => {
  receiver.answer = () => ({});
  receiver.received.length = 0;
  await alert([['300', 'start']], [channels[0]!]);
  await delivered(channels[0]!);
  await withDatabase(({ pool }) =>
    pool.query('UPDATE alert_messages SET dispatched_at = NULL, delivered_at = NULL WHERE episode_id = 300'),
  );
  await runSync(stack, 'refresh');
  // The server refuses a second workflow with the message's id, which has ended.
  expect(await stack.store.listUndispatched()).toEqual([]);
  expect(await pending(channels[0]!)).toBe(0);
  expect(receivedAt('/one').map(edgeOf)).toEqual(['300/start']);
});

test('after the database was restored from an older backup, later episodes with the same ids have their messages', async () => {
  receiver.received.length = 0;
  await alert([['400', 'start']], [channels[0]!]);
  await delivered(channels[0]!);
  await withDatabase(({ pool }) => pool.query('DELETE FROM alert_messages WHERE episode_id = 400'));
  await alert([['400', 'start', minute(6)]], [channels[0]!]);
  await delivered(channels[0]!);
  expect(receivedAt('/one').map(edgeOf)).toEqual(['400/start', '400/start']);
  expect(new Set(receivedAt('/one').map(idOf)).size).toBe(2);
});

test('a delivery that was terminated by hand is started again', async () => {
  receiver.answer = () => ({ status: 500 });
  receiver.received.length = 0;
  await alert([['500', 'start']], [channels[0]!]);
  await poll('the delivery is tried', () => receivedAt('/one').length > 0);
  const id = idOf(receivedAt('/one')[0]!);
  await stack.temporal.workflow.getHandle(`alerts/${id}`).terminate('by hand');
  receiver.answer = () => ({});
  await withDatabase(({ pool }) =>
    pool.query(`UPDATE alert_messages SET dispatched_at = dispatched_at - interval '61 minutes'`),
  );
  await runSync(stack, 'refresh');
  await delivered(channels[0]!);
  expect(new Set(receivedAt('/one').map(idOf))).toEqual(new Set([id]));
});

test('a delivery that was given up stays so after the record of that was lost', async () => {
  receiver.answer = () => ({ status: 500 });
  receiver.received.length = 0;
  await alert([['600', 'start']], [channels[0]!]);
  await poll('the delivery is tried', () => receivedAt('/one').length > 0);
  const change = (set: string) =>
    withDatabase(({ pool }) => pool.query(`UPDATE alert_messages SET ${set} WHERE episode_id = 600`));
  await change('given_up_at = clock_timestamp()');
  const delivery = stack.temporal.workflow.getHandle(`alerts/${idOf(receivedAt('/one')[0]!)}`);
  expect(await delivery.result()).toBe('given up');
  receiver.answer = () => ({});

  await change(`given_up_at = NULL, dispatched_at = dispatched_at - interval '61 minutes'`);
  await runSync(stack, 'refresh');

  const states = await stack.store.readChannelStates();
  expect(states.find(({ channel }) => channel === channels[0])).toMatchObject({ pending: 0, givenUp: 1 });
});
