import { useTestStore } from '../test-store';
import { createDeliveries, starts } from './deliveries';

const context = useTestStore();

const { enqueue, claimMail, claimHook, deliver } = createDeliveries(context);

const passMinute = () =>
  context.pool.query(`UPDATE alert_messages SET claimed_at = claimed_at - interval '61 seconds'`);

const readMessage = async (key: string) => {
  const { rows } = await context.pool.query<{
    lastError: string | null;
    isGivenUp: boolean;
    attempts: number;
  }>(
    `SELECT last_error AS "lastError", given_up_at IS NOT NULL AS "isGivenUp", attempts FROM alert_messages WHERE key = $1`,
    [key],
  );
  return rows[0]!;
};

test('five messages in a minute are sent one by one, and the next ones together when the minute is over', async () => {
  for (const [id] of starts(5)) {
    await enqueue([[id, 'start']], 'mail');
    expect(await deliver(`${id}-1767607440/start/mail`)).toEqual([id]);
  }
  await enqueue(starts(2, 6), 'mail');
  const waits = await claimMail('6-1767607440/start/mail');
  expect(waits).toMatchObject({ kind: 'wait' });
  expect(waits.kind === 'wait' && waits.forMs).toBeGreaterThan(40_000);
  expect(waits.kind === 'wait' && waits.forMs).toBeLessThanOrEqual(60_000);

  await enqueue(starts(4, 8), 'mail');
  await passMinute();
  expect(await deliver('7-1767607440/start/mail')).toEqual(['6', '7', '8', '9', '10', '11']);
  expect(await claimMail('6-1767607440/start/mail')).toEqual({ kind: 'done', outcome: 'delivered' });
});

test('many messages at once are one digest, which every attempt sends with the same messages', async () => {
  await enqueue(starts(40), 'mail');
  const first = await claimMail('17-1767607440/start/mail');
  expect(first).toMatchObject({ kind: 'send', digest: '17-1767607440/start/mail', attempt: 1 });
  expect(first.kind === 'send' && first.notices).toHaveLength(40);
  await enqueue(starts(1, 41), 'mail');

  expect(await claimMail('3-1767607440/start/mail')).toMatchObject({
    kind: 'wait',
    reason: 'it is sent with others',
  });
  const again = await claimMail('17-1767607440/start/mail');
  expect(again).toEqual({ ...first, attempt: 2 });
  expect(await deliver('41-1767607440/start/mail')).toEqual(['41']);
});

test('another message of a digest sends it if its delivery was ended by hand', async () => {
  await enqueue(starts(9), 'mail');
  await claimMail('4-1767607440/start/mail');
  await context.pool.query(`UPDATE alert_messages SET attempted_at = attempted_at - interval '31 minutes'`);

  expect(await claimMail('8-1767607440/start/mail')).toMatchObject({
    kind: 'send',
    digest: '4-1767607440/start/mail',
  });
});

test('a channel that is not digested gets every message by itself, at once', async () => {
  await enqueue(starts(12), 'webhook-1');
  for (const [id] of starts(12)) {
    const claim = await claimHook(`${id}-1767607440/start/webhook-1`);
    expect(claim.kind === 'send' && claim.notices.map(({ episode }) => episode.id)).toEqual([id]);
  }
});

const fail = (outcome: 'gone' | 'failed') =>
  context.store.recordDeliveryFailure({
    channel: 'webhook-1',
    digest: '1-1767607440/start/webhook-1',
    error: 'it answers HTTP 410',
    outcome,
  });

test('a channel that is gone for three days is disabled, until it works again', async () => {
  await enqueue(starts(2), 'webhook-1');
  await claimHook('1-1767607440/start/webhook-1');
  const goneFor = (hours: number) =>
    context.pool.query(`UPDATE alert_channels SET gone_since = clock_timestamp() - $1 * interval '1 hour'`, [
      hours,
    ]);

  const goneHours = async () => {
    const { rows } = await context.pool.query<{ hours: number }>(
      'SELECT floor(extract(epoch FROM clock_timestamp() - gone_since) / 3600)::int AS hours FROM alert_channels',
    );
    return rows[0]!.hours;
  };
  expect(await fail('gone')).toBe('retry');
  await goneFor(71);
  expect(await fail('gone')).toBe('retry');
  // It is still counted from the first time.
  expect(await goneHours()).toBe(71);
  expect(await fail('failed')).toBe('retry');
  expect(await fail('gone')).toBe('retry');
  await goneFor(73);
  const failures = await Promise.all([fail('gone'), fail('gone'), fail('gone')]);
  expect(failures.toSorted()).toEqual(['disabled', 'disabled', 'disabled now']);

  expect(await claimHook('1-1767607440/start/webhook-1')).toEqual({ kind: 'done', outcome: 'given up' });
  expect(await claimHook('2-1767607440/start/webhook-1')).toEqual({ kind: 'done', outcome: 'given up' });
  await enqueue(starts(1, 3), 'webhook-1');
  expect(await readMessage('3-1767607440/start/webhook-1')).toMatchObject({ isGivenUp: true });
  expect(await context.store.readChannelStates()).toMatchObject([
    {
      channel: 'webhook-1',
      pending: 0,
      lastError: 'it answers HTTP 410',
      disabledAt: expect.any(String) as string,
    },
  ]);

  await context.store.recordChannelWorks('webhook-1');
  await enqueue(starts(1, 4), 'webhook-1');
  expect(await claimHook('4-1767607440/start/webhook-1')).toMatchObject({ kind: 'send' });
});

test('a message whose channel is not in the settings is given up after three days', async () => {
  await enqueue(starts(1), 'webhook-1');
  expect(await context.store.giveUpUnknown({ key: '1-1767607440/start/webhook-1' })).toBe('retry');
  await context.pool.query(`UPDATE alert_messages SET created_at = created_at - interval '73 hours'`);
  expect(await context.store.giveUpUnknown({ key: '1-1767607440/start/webhook-1' })).toBe('given up now');
  expect(await context.store.giveUpUnknown({ key: '1-1767607440/start/webhook-1' })).toBe('done');
  expect(await readMessage('1-1767607440/start/webhook-1')).toMatchObject({ isGivenUp: true });
});

test('a delivery is started once, and again after an hour without an end', async () => {
  await enqueue(starts(3), 'webhook-1');
  expect(await context.store.listUndispatched()).toHaveLength(3);
  await context.store.markDispatched(['1-1767607440/start/webhook-1', '2-1767607440/start/webhook-1']);
  expect(await context.store.listUndispatched()).toEqual(['3-1767607440/start/webhook-1']);

  await context.store.claimMessage({
    key: '1-1767607440/start/webhook-1',
    isDigested: false,
    waitForOtherMs: 30_000,
  });
  await context.store.recordDelivery({ channel: 'webhook-1', digest: '1-1767607440/start/webhook-1' });
  await context.pool.query(`UPDATE alert_messages SET dispatched_at = dispatched_at - interval '61 minutes'`);
  expect(await context.store.listUndispatched()).toEqual([
    '2-1767607440/start/webhook-1',
    '3-1767607440/start/webhook-1',
  ]);
});

test('messages that were delivered or given up are deleted when they are old; the others stay', async () => {
  await enqueue(starts(2), 'webhook-1');
  await context.store.claimMessage({
    key: '1-1767607440/start/webhook-1',
    isDigested: false,
    waitForOtherMs: 30_000,
  });
  await context.store.recordDelivery({ channel: 'webhook-1', digest: '1-1767607440/start/webhook-1' });
  await context.pool.query(`UPDATE alert_messages SET delivered_at = delivered_at - interval '2 days'`);
  await context.store.pruneMessages({ olderThanSeconds: 3 * 86_400 });
  expect(await context.store.listUndispatched()).toHaveLength(1);
  await context.store.pruneMessages({ olderThanSeconds: 86_400 });

  const { rows } = await context.pool.query<{ key: string }>('SELECT key FROM alert_messages');
  expect(rows).toEqual([{ key: '2-1767607440/start/webhook-1' }]);
});

test('the state of a channel is deleted with its last message', async () => {
  for (const channel of ['mail', 'webhook-1']) {
    await enqueue(starts(1), channel);
    await context.store.claimMessage({
      key: `1-1767607440/start/${channel}`,
      isDigested: false,
      waitForOtherMs: 30_000,
    });
  }
  await context.store.recordDelivery({ channel: 'webhook-1', digest: '1-1767607440/start/webhook-1' });
  await context.pool.query(`UPDATE alert_messages SET delivered_at = delivered_at - interval '2 days'`);
  await context.store.pruneMessages({ olderThanSeconds: 86_400 });
  expect(await context.store.readChannelStates()).toMatchObject([{ channel: 'mail', pending: 1 }]);
});
