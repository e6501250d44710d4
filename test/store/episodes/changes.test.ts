import type { Offer } from '../../../src/domain/offer';
import { minute, observedOffer, useTestStore } from '../test-store';
import { judgeTick, readTitles, readMessages } from './use-judge';

const context = useTestStore();

const cap = (amount: number): Partial<Offer> => ({
  dailyCap: { kind: 'count', amount: 200 },
  filledCap: { kind: 'count', amount },
});

/** Observes the offer 7 once a tick, from 10:00 on, with each of these values in turn. */
async function live(values: Partial<Offer>[], from = 0): Promise<void> {
  for (const [index, value] of values.entries())
    await judgeTick(context, { minutes: from + index * 2, offers: [observedOffer('7', value)] });
}

const watch = (...ids: string[]) => context.store.watchOffers(ids, {});

async function readEpisodes() {
  const { rows } = await context.pool.query<Record<string, unknown>>(
    `SELECT kind, started_at AS "startedAt", ended_at AS "endedAt", facts, end_facts AS "endFacts", is_sent AS "isSent"
     FROM alert_history ORDER BY id`,
  );
  return rows;
}

const at = (minutes: number) => new Date(minute(minutes));

test('a pause of a watched offer is one episode with one message at its start and one at its end', async () => {
  await live([{}]);
  await watch('7');
  await live([{}, { status: 'Paused' }, { status: 'Paused' }, {}, {}], 2);
  expect(await readMessages(context)).toEqual([
    { edge: 'start', kind: 'status_changed', offerId: '7', at: minute(4), title: 'Paused: Games PT (7)' },
    { edge: 'end', kind: 'status_changed', offerId: '7', at: minute(8), title: 'Active again: Games PT (7)' },
  ]);
  expect(await readEpisodes()).toEqual([
    {
      kind: 'status_changed',
      startedAt: at(4),
      endedAt: at(8),
      facts: { from: 'Active', to: 'Paused' },
      endFacts: { status: 'Active' },
      isSent: true,
    },
  ]);
});

test('an episode of an offer that is not watched is recorded and not sent, unless all are sent', async () => {
  await live([{}, { status: 'Blocked' }]);
  expect(await readEpisodes()).toMatchObject([{ kind: 'status_changed', isSent: false }]);
  expect(await readTitles(context)).toEqual([]);

  await judgeTick(context, { minutes: 4, offers: [observedOffer('8')], rules: { scope: 'all' } });
  await judgeTick(context, {
    minutes: 6,
    offers: [observedOffer('8', { status: 'Unknown' })],
    rules: { scope: 'all' },
  });
  expect(await readTitles(context)).toEqual(['Gone: Games PT (8)']);
});

test('an offer that is paused when it is first seen has a message when it is Active', async () => {
  await live([{ status: 'Paused' }]);
  await watch('7');
  await live([{ status: 'Paused' }, {}], 2);
  expect(await readMessages(context)).toMatchObject([
    { edge: 'end', title: 'Active again: Games PT (7)', at: minute(4) },
  ]);
  expect(await readEpisodes()).toMatchObject([
    { startedAt: at(0), endedAt: at(4), facts: { to: 'Paused' }, endFacts: { status: 'Active' } },
  ]);
});

test('one status after another ends the first episode and starts a second one', async () => {
  await live([{}]);
  await watch('7');
  await live([{ status: 'Paused' }, { status: 'Unknown' }], 2);
  expect(await readTitles(context)).toEqual([
    'Paused: Games PT (7)',
    'No longer Paused: Games PT (7)',
    'Gone: Games PT (7)',
  ]);
  expect(await readEpisodes()).toMatchObject([
    { facts: { to: 'Paused' }, endFacts: { status: 'Unknown' } },
    { facts: { from: 'Paused', to: 'Unknown' }, endedAt: null },
  ]);
});

test('a status that is not confirmed is not judged, until it is readable again', async () => {
  await live([{}]);
  await watch('7');
  // Seen once, and not judged: then it was unreadable twice in a row.
  await context.save([observedOffer('7', { status: 'Paused' })], {
    observedAt: minute(2),
    requestKey: 'once',
  });
  const { status: _, ...withoutStatus } = observedOffer('7').offer;
  await context.save([{ offerId: '7', offer: withoutStatus }], {
    observedAt: minute(3),
    requestKey: 'twice',
  });
  await judgeTick(context, { minutes: 4, offers: [{ offerId: '7', offer: withoutStatus }] });
  expect(await readTitles(context)).toEqual([]);
  await live([{ status: 'Paused' }], 6);
  expect(await readTitles(context)).toEqual(['Paused: Games PT (7)']);
});

test('a payout is compared with the value that was last judged, and with its currency', async () => {
  await live([{ payout: '0.350' }]);
  await watch('7');
  // Other decimals are the same payout.
  await live([{ payout: '0.35' }, { payout: '0.42' }, { payout: '0.42', currency: 'EUR' }], 2);
  expect(await readTitles(context)).toEqual([
    'Payout 0.350 USD, now 0.42 USD: Games PT (7)',
    'Payout 0.42 USD, now 0.42 EUR: Games PT (7)',
  ]);
  expect(await readEpisodes()).toMatchObject([{ endedAt: at(4) }, { endedAt: at(6) }]);
});

test('a payout that changes and changes back while no run judges has no message', async () => {
  await live([{ payout: '1' }]);
  await watch('7');
  await context.save([observedOffer('7', { payout: '2' })], { observedAt: minute(2), requestKey: 'other' });
  await live([{ payout: '1' }], 4);
  expect(await readTitles(context)).toEqual([]);
});

test('an offer that flaps at every tick has three episodes, and then one an hour at most', async () => {
  await live([{}]);
  await watch('7');
  const flaps = Array.from({ length: 180 }, (_none, index): Partial<Offer> => {
    const isOdd = index % 2 === 0;
    return { status: isOdd ? 'Paused' : 'Active', payout: isOdd ? '2' : '1' };
  });
  await live(flaps, 2);
  const messages = await readMessages(context);
  const count = (kind: string, edge: string) =>
    messages.filter((message) => message.kind === kind && message.edge === edge).length;
  // Six hours: three at once, and one after each hour.
  expect(count('status_changed', 'start')).toBeLessThanOrEqual(8);
  expect(count('status_changed', 'start')).toBeGreaterThanOrEqual(7);
  expect(count('payout_changed', 'start')).toBeLessThanOrEqual(9);
  expect(count('status_changed', 'end')).toBe(count('status_changed', 'start'));
});

test('a change that waited, because the offer flapped, has a message once it lasts', async () => {
  await live([{}]);
  await watch('7');
  await live([{ status: 'Paused' }, {}, { status: 'Paused' }, {}, { status: 'Paused' }, {}], 2);
  const waiting = Array.from({ length: 33 }, (): Partial<Offer> => ({ status: 'Paused' }));
  await live(waiting, 14);
  const messages = await readMessages(context);
  expect(messages.filter(({ edge }) => edge === 'start').map(({ at: time }) => time)).toEqual([
    minute(2),
    minute(6),
    minute(10),
    // An hour after the end of the third.
    minute(72),
  ]);
});

test('a cap has messages at 80, 90 and 100 %, and when it is free again', async () => {
  await live([cap(10)]);
  await watch('7');
  await live([cap(159), cap(165), cap(170), cap(181), cap(200), cap(150), cap(120)], 2);
  expect(await readMessages(context)).toMatchObject([
    { edge: 'start', title: '80 % of the daily cap used: Games PT (7)', at: minute(4) },
    { edge: '90', title: '90 % of the daily cap used: Games PT (7)', at: minute(8) },
    { edge: '100', title: 'Daily cap used up: Games PT (7)', at: minute(10) },
    { edge: 'end', title: 'Daily cap free again: Games PT (7)', at: minute(14) },
  ]);
});

test('a percentage needs no cap, and a level that is skipped has no message', async () => {
  const percent = (amount: number): Partial<Offer> => ({
    dailyCap: { kind: 'none' },
    filledCap: { kind: 'percent', amount },
  });
  await live([percent(2)]);
  await watch('7');
  await live([percent(99), percent(100), percent(0)], 2);
  expect((await readMessages(context)).map(({ edge }) => edge)).toEqual(['start', '100', 'end']);
});

test('a run judges once, and a repeat after a lost answer returns its counts', async () => {
  await live([{}]);
  const run = { workflowId: 'repeated', runId: 'r' };
  const { store, save } = context;
  await store.beginRun({ run, kind: 'high', trigger: 'schedule', params: {}, deadlineSeconds: 60 });
  await save([observedOffer('7', { status: 'Paused', payout: '9' })], { run, observedAt: minute(2) });
  const rules = {
    scope: 'all',
    channels: ['a', 'b'],
    highEverySeconds: 120,
    fullEverySeconds: 3_600,
  } as const;
  const judged = await store.judgeOffers({ run, rules });
  expect(judged).toEqual({ opened: 2, closed: 1 });
  expect(await store.judgeOffers({ run, rules })).toEqual(judged);
  expect(await readTitles(context)).toHaveLength(4);
  expect(await store.readRun(run.workflowId)).toMatchObject({ episodesOpened: 2, episodesClosed: 1 });
});

test('runs that judge at once record each change once', async () => {
  await live([{}]);
  await watch('7');
  const { store, save } = context;
  const runs = Array.from({ length: 6 }, (_none, index) => ({ workflowId: `at-once-${index}`, runId: 'r' }));
  const rules = {
    scope: 'watchlist',
    channels: ['mail'],
    highEverySeconds: 120,
    fullEverySeconds: 3_600,
  } as const;
  for (const [index, run] of runs.entries()) {
    await store.beginRun({ run, kind: 'high', trigger: 'manual', params: {}, deadlineSeconds: 60 });
    const observedAt = minute(2 + index);
    await save([observedOffer('7', { status: 'Paused', payout: '9' })], { run, observedAt });
  }
  const judged = await Promise.all(runs.map((run) => store.judgeOffers({ run, rules })));
  expect(judged.reduce((sum, { opened }) => sum + opened, 0)).toBe(2);
  expect(await readTitles(context)).toHaveLength(2);
});

test('an observation that arrives late ends nothing that a later one has started', async () => {
  await live([{}]);
  await watch('7');
  await live([{ status: 'Paused' }], 10);
  // Sent before the pause, and saved after it.
  await judgeTick(context, { minutes: 8, offers: [observedOffer('7')] });
  expect(await readTitles(context)).toEqual(['Paused: Games PT (7)']);
});
