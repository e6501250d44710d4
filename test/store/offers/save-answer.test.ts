import { poll } from '../../../harness/poll';
import type { LastConversion } from '../../../src/domain/offer';
import { createStore } from '../../../src/store';
import { answerWith, minute, observedOffer, useTestStore } from '../test-store';

const context = useTestStore();

const rejected = { offerId: '1', field: 'payout', reason: 'It is not a number.', raw: '"abc\\u0000"' };

test('saving an answer returns how many offers are new, changed and paused', async () => {
  const { store } = context;
  const first = answerWith([observedOffer('1'), observedOffer('2'), observedOffer('3')]);
  await expect(store.saveAnswer(first)).resolves.toEqual({
    received: 3,
    new: 3,
    changed: 0,
    paused: 0,
    resumed: 0,
    rejected: 0,
  });
  const second = answerWith(
    [observedOffer('1'), observedOffer('2', { payout: '1' }), observedOffer('3', { status: 'Paused' })],
    {
      requestKey: 'batch/2',
      observedAt: minute(1),
    },
  );
  await expect(store.saveAnswer(second)).resolves.toMatchObject({ new: 0, changed: 2, paused: 1 });
});

test('a retry returns the same counts as the save whose result was lost', async () => {
  const { store, pool } = context;
  const answer = answerWith([observedOffer('1'), observedOffer('2')], { rejected: [rejected] });
  const lost = await store.saveAnswer(answer);
  const retried = await store.saveAnswer({ ...answer, observedAt: minute(1), attempt: 2 });
  expect(retried).toEqual(lost);
  const { rows } = await pool.query('SELECT attempts, new_count, rejected_count FROM run_requests');
  expect(rows).toEqual([{ attempts: 2, new_count: 2, rejected_count: 1 }]);
});

test('a first attempt that is saved after its own retry does not replace the later answer', async () => {
  const { pool } = context;
  await context.save([observedOffer('1')], { observedAt: minute(5), attempt: 2 });
  await context.save([observedOffer('2')], { observedAt: minute(1) });
  const { rows } = await pool.query('SELECT attempts, met_ids, new_count FROM run_requests');
  expect(rows).toEqual([{ attempts: 2, met_ids: ['1'], new_count: 2 }]);
});

test('an offer that occurs twice in an answer is stored once, with the values of the later row', async () => {
  const { store } = context;
  await context.save([observedOffer('1', { payout: '1' }), observedOffer('1', { payout: '2' })]);
  await expect(store.readOffer('1')).resolves.toMatchObject({ payout: '2' });
});

test('an offer is read as it was saved', async () => {
  const { store } = context;
  const { observedAt } = answerWith([]);
  await context.save([observedOffer('7', { filledCap: { kind: 'percent', amount: 2.5 } })]);
  await expect(store.readOffer('7')).resolves.toMatchObject({
    offerId: '7',
    offerName: 'Games PT',
    payout: '0.350',
    dailyCap: 580,
    dailyCapKind: 'count',
    filledCap: 2.5,
    filledCapKind: 'percent',
    lastConvRaw: '5min',
    lastConversionAt: minute(-5),
    observedAt,
    stale: null,
    leftActiveAt: null,
  });
  await expect(store.readOffer('8')).resolves.toBeUndefined();
  await expect(store.readOffer('7\0')).resolves.toBeUndefined();
});

test('a field that could not be read keeps its value and the time of its observation', async () => {
  const { store } = context;
  await context.save([observedOffer('1', { payout: '3' })]);
  const { offerId, offer } = observedOffer('1', { status: 'Paused' });
  delete offer.payout;
  await context.save([{ offerId, offer }], { observedAt: minute(4), requestKey: 'batch/2' });
  await expect(store.readOffer('1')).resolves.toMatchObject({
    status: 'Paused',
    payout: '3',
    observedAt: minute(4),
    stale: { payout: minute(0) },
  });
});

describe.each([
  ['complete', []],
  ['incomplete', ['payout']],
] as const)('%s observations set updatedAt only if a value changes', (_, missing) => {
  const first = { raw: '5min', ageSeconds: 300, precisionSeconds: 60 };
  const observe = (lastConversion: LastConversion) => {
    const { offerId, offer } = observedOffer('1', { lastConversion });
    for (const field of missing) delete offer[field];
    return { offerId, offer };
  };
  test.each([
    ['an age that only grew', { raw: '7min', ageSeconds: 420, precisionSeconds: 60 }, false],
    ['a coarser text', { raw: '0h', ageSeconds: 0, precisionSeconds: 3_600 }, false],
    ['the same text, which is a later moment now', first, true],
    ['a new conversion', { raw: '<1m', ageSeconds: 0, precisionSeconds: 60 }, true],
    ['no conversion anymore', { raw: null, ageSeconds: null, precisionSeconds: null }, true],
  ])('%s', async (_, lastConversion, isChange) => {
    const { store } = context;
    await context.save([observe(first)]);
    const before = await store.readOffer('1');
    const counts = await context.save([observe(lastConversion)], {
      observedAt: minute(2),
      requestKey: 'batch/2',
    });
    const after = await store.readOffer('1');
    expect(counts.changed).toBe(isChange ? 1 : 0);
    expect(after!.updatedAt).toBe(isChange ? minute(2) : before!.updatedAt);
    expect(after!.lastConvRaw).toBe(lastConversion.raw);
  });
});

test('ten concurrent answers with a pause count it once in total', async () => {
  await context.save([observedOffer('1'), observedOffer('2')]);
  const counts = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      context.save([observedOffer('1', { status: 'Paused' }), observedOffer('2', { status: 'Blocked' })], {
        requestKey: `batch/${index + 2}`,
        observedAt: minute(index + 1),
      }),
    ),
  );
  const sum = (name: 'paused' | 'new') => counts.reduce((total, count) => total + count[name], 0);
  expect(sum('paused')).toBe(2);
  expect(sum('new')).toBe(0);
});

test('observing a page again does not write its indexes', async () => {
  const { pool, databaseUrl } = context;
  const store = createStore({ databaseUrl });
  const offers = Array.from({ length: 100 }, (_, index) => observedOffer(String(1000 + index)));
  for (let at = 0; at < 10; at += 1) {
    await store.saveAnswer(answerWith(offers, { observedAt: minute(10 + at), requestKey: `page/${at}` }));
  }
  await store.close();
  // The server adds a connection's statistics when the connection ends.
  const read = async () => {
    const { rows } = await pool.query<{ updates: number; hot: number }>(
      `SELECT n_tup_upd::int AS updates, n_tup_hot_upd::int AS hot FROM pg_stat_user_tables WHERE relname = 'offers'`,
    );
    return rows[0]!;
  };
  const stats = await poll('the statistics are added', async () => {
    const found = await read();
    return found.updates >= 900 && found;
  });
  expect(stats.updates).toBe(900);
  // With an index on a changed column it would be 0. How many are HOT depends on the other tests' transactions: those
  // keep the server from reusing the space of old rows, and a full page takes no further version.
  expect(stats.hot).toBeGreaterThan(0);
});
