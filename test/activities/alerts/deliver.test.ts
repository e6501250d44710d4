import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { createDeliverMessage } from '../../../src/activities/alerts/deliver';
import { type Channel, DeliveryError } from '../../../src/channels';
import type { Episode } from '../../../src/domain/alerts/episode';
import { createNotice } from '../../../src/domain/alerts/notice';
import { enqueueMessages } from '../../../src/store/alerts/outbox';
import { pausedEpisode } from '../../store/alerts/episodes';
import { minute, useTestStore } from '../../store/test-store';

const CHANNEL = 'webhook-1a2b3c4d';

const context = useTestStore();

/** Add the start of this number of episodes to the outbox, and return the keys of the messages. */
async function enqueue(episodes: number): Promise<string[]> {
  const ids = Array.from({ length: episodes }, (_none, index) => String(index + 1));
  const client = await context.pool.connect();
  try {
    const notices = ids.map((id) => createNotice(pausedEpisode({ id, offerId: id }), 'start', minute(4)));
    await enqueueMessages(client, notices, [CHANNEL]);
  } finally {
    client.release();
  }
  return ids.map((id) => `${id}-1767607440/start/${CHANNEL}`);
}

/** A channel whose address is gone. */
const gone: Channel = {
  name: CHANNEL,
  label: 'webhook hooks.example.com',
  isForPeople: false,
  deliver: () => Promise.reject(new DeliveryError('it answers that the address is gone (HTTP 410)', 'gone')),
  close: () => Promise.resolve(),
};

/** Deliver each message with one attempt, all at once, and return the outcomes and what the worker logs. */
async function deliver(keys: string[], channels: Channel[]) {
  const { store } = context;
  const log: LogEntry[] = [];
  const logger = new DefaultLogger('INFO', (entry) => log.push(entry));
  const deliverMessage = createDeliverMessage({ store, channels });
  const run = { mirrorId: await store.readMirrorId() };
  const outcomes = await Promise.all(
    keys.map((key) =>
      new MockActivityEnvironment(undefined, { logger })
        .run(deliverMessage, { run, key })
        .catch(() => 'retry'),
    ),
  );
  const warnings = log
    .filter(({ message }) => message !== 'attempt failed')
    .map(({ level, message, meta }) => ({ level, message, ...(meta as object) }));
  return { outcomes, warnings };
}

test('a notice names the view of the page that shows it', async () => {
  const paths: string[] = [];
  const channel: Channel = {
    ...gone,
    deliver({ notices }) {
      paths.push(...notices.map(({ path }) => path));
      return Promise.resolve();
    },
  };
  const client = await context.pool.connect();
  try {
    const offer = pausedEpisode({ id: '7', offerId: 'a/7' });
    const network: Episode = {
      ...offer,
      id: '8',
      kind: 'network_silent',
      offerId: null,
      facts: {},
      endFacts: null,
    };
    const episodes = [offer, network];
    const notices = episodes.map((episode) => createNotice(episode, 'start', minute(4)));
    await enqueueMessages(client, notices, [CHANNEL]);
  } finally {
    client.release();
  }
  await deliver([`7-1767607440/start/${CHANNEL}`, `8-1767607440/start/${CHANNEL}`], [channel]);
  expect(paths.toSorted()).toEqual(['alerts', 'offers/a%2F7']);
});

test('one warning says that a channel is disabled, with its name and the reason', async () => {
  const keys = await enqueue(5);
  expect(await deliver(keys, [gone])).toEqual({ outcomes: keys.map(() => 'retry'), warnings: [] });
  await context.pool.query(`UPDATE alert_channels SET gone_since = gone_since - interval '73 hours'`);

  const { outcomes, warnings } = await deliver(keys, [gone]);
  expect(outcomes.filter((outcome) => outcome === 'retry').length).toBeLessThan(keys.length);
  expect(warnings).toEqual([
    expect.objectContaining({
      level: 'WARN',
      message: expect.stringMatching(/^a channel of alerts is disabled/) as string,
      channel: CHANNEL,
      reason: 'it answers that the address is gone (HTTP 410)',
    }),
  ]);
  const [first = ''] = keys;
  expect(await deliver([first], [gone])).toEqual({ outcomes: ['given up'], warnings: [] });
});

test('a warning says that a message is given up because its channel refuses it, and why', async () => {
  const [first = '', second = ''] = await enqueue(2);
  const refusing: Channel = {
    ...gone,
    deliver: ({ id }) =>
      id.endsWith(first)
        ? Promise.reject(new DeliveryError('it answers HTTP 400', 'refused'))
        : Promise.resolve(),
  };
  expect(await deliver([first], [refusing])).toEqual({ outcomes: ['retry'], warnings: [] });
  expect(await deliver([second], [refusing])).toEqual({ outcomes: ['delivered'], warnings: [] });
  await context.pool.query(`UPDATE alert_messages SET refused_since = refused_since - interval '61 minutes'`);

  const { outcomes, warnings } = await deliver([first], [refusing]);
  expect(outcomes).toEqual(['given up']);
  expect(warnings).toEqual([
    expect.objectContaining({
      level: 'WARN',
      message: expect.stringMatching(/is given up, because its channel refuses it/) as string,
      digest: first,
      channel: CHANNEL,
      reason: 'it answers HTTP 400',
    }),
  ]);
});

test('one warning says that messages are given up because their channel is not in the settings', async () => {
  const keys = await enqueue(3);
  expect(await deliver(keys, [])).toEqual({ outcomes: ['retry', 'retry', 'retry'], warnings: [] });
  await context.pool.query(`UPDATE alert_messages SET created_at = created_at - interval '73 hours'`);

  const { outcomes, warnings } = await deliver(keys, []);
  expect(outcomes).toEqual(['given up', 'given up', 'given up']);
  expect(warnings).toEqual([
    expect.objectContaining({
      level: 'WARN',
      message: expect.stringMatching(/not in the settings/) as string,
      channel: CHANNEL,
    }),
  ]);
});
