import type { Episode } from '../../../src/domain/alerts/episode';
import { createNotice } from '../../../src/domain/alerts/notice';
import { minute, useTestStore } from '../test-store';
import { createDeliveries, starts } from './deliveries';
import { pausedEpisode } from './episodes';

const context = useTestStore();
const { enqueue, enqueueNotices, claimMail, claimHook, deliver, record } = createDeliveries(context);

test('the end of an episode waits until its start is delivered', async () => {
  await enqueue(
    [
      ['7', 'start'],
      ['7', 'end'],
    ],
    'webhook-1',
  );
  expect(await claimHook('7-1767607440/end/webhook-1')).toMatchObject({ kind: 'wait' });
  const start = await claimHook('7-1767607440/start/webhook-1');
  expect(await claimHook('7-1767607440/end/webhook-1')).toMatchObject({ kind: 'wait' });
  expect(start).toMatchObject({ kind: 'send', digest: '7-1767607440/start/webhook-1' });
  await context.store.recordDelivery({ channel: 'webhook-1', digest: '7-1767607440/start/webhook-1' });

  expect(await claimHook('7-1767607440/end/webhook-1')).toMatchObject({
    kind: 'send',
    digest: '7-1767607440/end/webhook-1',
  });
});

test('messages about one offer are sent in the order of its episodes', async () => {
  await enqueue(
    [
      ['1', 'end', '3790'],
      ['2', 'start', '3790'],
      ['3', 'start', '3791'],
    ],
    'webhook-1',
  );
  const waits = { kind: 'wait', reason: 'an earlier message is not sent yet' };
  expect(await claimHook('2-1767607440/start/webhook-1')).toMatchObject(waits);
  expect(await claimHook('3-1767607440/start/webhook-1')).toMatchObject({ kind: 'send' });
  expect(await claimHook('1-1767607440/end/webhook-1')).toMatchObject({ kind: 'send' });
  expect(await claimHook('2-1767607440/start/webhook-1')).toMatchObject(waits);
  await record('1-1767607440/end/webhook-1');

  expect(await claimHook('2-1767607440/start/webhook-1')).toMatchObject({ kind: 'send' });
});

test('messages about the mirror are sent in the order of its episodes, and wait for no other kind', async () => {
  const episode = { ...pausedEpisode({ id: '1' }), offerId: null };
  const stale: Episode = { ...episode, kind: 'mirror_stale', facts: { problems: [] }, endFacts: {} };
  const silent: Episode = { ...episode, kind: 'network_silent', facts: {}, endFacts: {} };
  await enqueueNotices(
    [
      createNotice(stale, 'end', minute(40)),
      createNotice({ ...silent, id: '2' }, 'start', minute(41)),
      createNotice({ ...stale, id: '3' }, 'start', minute(42)),
    ],
    'webhook-1',
  );
  expect(await claimHook('3-1767607440/start/webhook-1')).toMatchObject({ kind: 'wait' });
  expect(await claimHook('2-1767607440/start/webhook-1')).toMatchObject({ kind: 'send' });
  await claimHook('1-1767607440/end/webhook-1');
  await record('1-1767607440/end/webhook-1');

  expect(await claimHook('3-1767607440/start/webhook-1')).toMatchObject({ kind: 'send' });
});

test('a message that is not delivered for a day holds back its own episode alone', async () => {
  await enqueue(
    [
      ['1', 'start', '3790'],
      ['1', 'end', '3790'],
      ['2', 'start', '3790'],
    ],
    'webhook-1',
  );
  const age = (hours: number) =>
    context.pool.query(`UPDATE alert_messages SET created_at = clock_timestamp() - $1 * interval '1 hour'`, [
      hours,
    ]);
  await claimHook('1-1767607440/start/webhook-1');
  await age(23);
  expect(await claimHook('2-1767607440/start/webhook-1')).toMatchObject({ kind: 'wait' });
  await age(25);

  expect(await claimHook('2-1767607440/start/webhook-1')).toMatchObject({ kind: 'send' });
  expect(await claimHook('1-1767607440/end/webhook-1')).toMatchObject({ kind: 'wait' });
});

test('a digest has the messages about an offer in their order, and none whose earlier one is still being sent', async () => {
  await enqueue([['1', 'end', '3790']], 'mail');
  await claimMail('1-1767607440/end/mail');
  await enqueue(
    [['2', 'start', '3790'], ['3', 'end', '3791'], ['4', 'start', '3791'], ...starts(5, 5)],
    'mail',
  );
  expect(await claimMail('2-1767607440/start/mail')).toMatchObject({ kind: 'wait' });
  expect(await deliver('4-1767607440/start/mail')).toEqual(['3', '4', '5', '6', '7', '8', '9']);
  await record('1-1767607440/end/mail');

  expect(await deliver('2-1767607440/start/mail')).toEqual(['2']);
});
