import { channelOf } from '../../../src/domain/alerts/notice';
import { useTestStore } from '../test-store';
import { createDeliveries, starts } from './deliveries';

const context = useTestStore();
const { enqueue, claimMail, claimHook, record } = createDeliveries(context);

const hook = (id: number, edge = 'start') => `${id}-1767607440/${edge}/webhook-1`;
const mail = (id: number) => `${id}-1767607440/start/mail`;

const fail = (digest: string, outcome: 'refused' | 'failed' = 'refused') =>
  context.store.recordDeliveryFailure({
    channel: channelOf(digest),
    digest,
    error: 'it answers HTTP 400',
    outcome,
  });

/** Move all that was refused so far this many minutes into the past. */
const pass = (minutes: number) =>
  context.pool.query(`UPDATE alert_messages SET refused_since = refused_since - $1 * interval '1 minute'`, [
    minutes,
  ]);

const readGivenUp = async () => {
  const { rows } = await context.pool.query<{ key: string; lastError: string }>(
    `SELECT key, last_error AS "lastError" FROM alert_messages WHERE given_up_at IS NOT NULL ORDER BY id`,
  );
  return rows;
};

test('a message that is refused for an hour is given up if its channel accepts others, and its episode goes on', async () => {
  await enqueue([['1', 'start'], ['1', 'end'], ...starts(1, 2)], 'webhook-1');
  await claimHook(hook(1));
  expect(await fail(hook(1))).toBe('retry');
  await pass(61);
  // Nothing else was accepted: the settings of the channel may be at fault.
  expect(await fail(hook(1))).toBe('retry');
  await claimHook(hook(2));
  await record(hook(2));
  expect(await fail(hook(1), 'failed')).toBe('retry');
  expect(await readGivenUp()).toEqual([]);
  expect(await claimHook(hook(1, 'end'))).toMatchObject({ kind: 'wait' });

  expect(await fail(hook(1))).toBe('refused');
  expect(await readGivenUp()).toEqual([{ key: hook(1), lastError: 'it answers HTTP 400' }]);
  expect(await context.store.readChannelStates()).toMatchObject([{ pending: 1, givenUp: 1 }]);
  expect(await claimHook(hook(1))).toEqual({ kind: 'done', outcome: 'given up' });
  expect(await claimHook(hook(1, 'end'))).toMatchObject({ kind: 'send' });
});

test('a message is tried for an hour, also while its channel accepts others', async () => {
  await enqueue(starts(2), 'webhook-1');
  await claimHook(hook(1));
  await fail(hook(1));
  await claimHook(hook(2));
  await record(hook(2));
  await pass(59);

  expect(await fail(hook(1))).toBe('retry');
});

test('what was accepted before a message was refused does not count', async () => {
  await enqueue(starts(2), 'webhook-1');
  await claimHook(hook(2));
  await record(hook(2));
  await claimHook(hook(1));
  await fail(hook(1));
  await context.pool.query(
    `UPDATE alert_channels SET last_delivered_at = last_delivered_at - interval '2 hours'`,
  );
  await pass(61);

  expect(await fail(hook(1))).toBe('retry');
});

test('a message of a channel that accepts nothing is given up after three days of refusals', async () => {
  await enqueue(starts(2), 'webhook-1');
  await claimHook(hook(1));
  await fail(hook(1));
  await pass(71 * 60);
  expect(await fail(hook(1))).toBe('retry');
  await pass(2 * 60);
  expect(await fail(hook(1))).toBe('refused');

  expect(await claimHook(hook(2))).toMatchObject({ kind: 'send' });
});

test('failures that are not refusals never end the attempts', async () => {
  await enqueue(starts(1), 'webhook-1');
  await claimHook(hook(1));
  await fail(hook(1), 'failed');
  await context.pool.query(`UPDATE alert_messages SET created_at = created_at - interval '30 days'`);

  expect(await fail(hook(1), 'failed')).toBe('retry');
});

test('a refused digest is halved until the refused message is alone, and the others are delivered', async () => {
  const REFUSED = 11;
  await enqueue(starts(20), 'mail');
  await claimMail(mail(15));
  expect(await fail(mail(15))).toBe('retry');
  await pass(3 * 24 * 60 + 1);
  const delivered: string[] = [];
  for (let round = 0; round < 100 && (await readGivenUp()).length === 0; round += 1) {
    for (const [id] of starts(20)) {
      // As if a minute had passed.
      await context.pool.query(`UPDATE alert_messages SET claimed_at = claimed_at - interval '61 seconds'`);
      const claim = await claimMail(mail(Number(id)));
      if (claim.kind !== 'send') continue;
      const ids = claim.notices.map(({ episode }) => episode.id);
      if (ids.includes(String(REFUSED))) {
        await fail(claim.digest);
      } else {
        delivered.push(...ids);
        await record(claim.digest);
      }
    }
  }

  expect(delivered.toSorted()).toEqual(
    starts(20)
      .map(([id]) => id)
      .filter((id) => id !== String(REFUSED))
      .toSorted(),
  );
  expect(await readGivenUp()).toEqual([{ key: mail(REFUSED), lastError: 'it answers HTTP 400' }]);
});

test('the halves of a refused digest keep the order of the messages about an offer', async () => {
  await enqueue([...starts(3), ['4', 'end', '3790'], ['5', 'start', '3790'], ...starts(3, 6)], 'mail');
  await claimMail(mail(5));
  await fail(mail(5));
  await pass(3 * 24 * 60 + 1);
  await fail(mail(5));

  expect(await claimMail(mail(5))).toMatchObject({
    kind: 'wait',
    reason: 'an earlier message is not sent yet',
  });
  expect(await claimMail(mail(6))).toMatchObject({ kind: 'send', digest: mail(6) });
  const half = await claimMail(mail(1));
  expect(half.kind === 'send' && half.notices.map(({ episode }) => episode.id)).toEqual(['1', '2', '3', '4']);
  await record(mail(1));
  expect(await claimMail(mail(5))).toMatchObject({ kind: 'send', digest: mail(5) });
});
