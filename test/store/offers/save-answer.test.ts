import type { LastConversion } from '../../../src/domain/offer';
import { createStore } from '../../../src/store';
import { answerWith, lendStore, minute, readOffer, RUN, type LentStore } from '../with-store';

let lent: LentStore;
beforeEach(async () => {
  lent = await lendStore();
});
afterEach(() => lent.close());

const rejected = { offerId: '1', field: 'payout', reason: 'It is no number.', raw: '"abc\\u0000"' };

test('an answer says how many offers are new, changed and paused', async () => {
  const { store } = lent;
  const first = answerWith([readOffer('1'), readOffer('2'), readOffer('3')]);
  await expect(store.saveAnswer(first)).resolves.toEqual({
    received: 3,
    new: 3,
    changed: 0,
    paused: 0,
    rejected: 0,
  });
  const second = answerWith(
    [readOffer('1'), readOffer('2', { payout: '1' }), readOffer('3', { status: 'Paused' })],
    {
      requestKey: 'batch/2',
      observedAt: minute(2),
    },
  );
  await expect(store.saveAnswer(second)).resolves.toMatchObject({ new: 0, changed: 2, paused: 1 });
});

test('a retry after a lost answer says the same counts as the answer that was lost', async () => {
  const { store, pool } = lent;
  const answer = answerWith([readOffer('1'), readOffer('2')], { rejected: [rejected] });
  const lost = await store.saveAnswer(answer);
  const retried = await store.saveAnswer({ ...answer, observedAt: minute(1), attempt: 2 });
  expect(retried).toEqual(lost);
  const { rows } = await pool.query('SELECT attempts, new_count, rejected_count FROM run_requests');
  expect(rows).toEqual([{ attempts: 2, new_count: 2, rejected_count: 1 }]);
});

test('a first try that comes in after its own retry does not take the place of the later answer', async () => {
  const { store, pool } = lent;
  await store.saveAnswer(answerWith([readOffer('1')], { observedAt: minute(5), attempt: 2 }));
  await store.saveAnswer(answerWith([readOffer('2')], { observedAt: minute(1) }));
  const { rows } = await pool.query('SELECT attempts, met_ids, new_count FROM run_requests');
  expect(rows).toEqual([{ attempts: 2, met_ids: ['1'], new_count: 2 }]);
});

test('what could not be read is kept once, in its own words', async () => {
  const { store, pool } = lent;
  const answer = answerWith([], { rejected: [rejected, { ...rejected, offerId: null, field: null }] });
  await expect(store.saveAnswer(answer)).resolves.toMatchObject({ rejected: 2 });
  await expect(store.saveAnswer(answer)).resolves.toMatchObject({ rejected: 2 });
  const { rows } = await pool.query(
    'SELECT workflow_id, run_id, request_key, ordinal, offer_id, field, reason, raw FROM rejected_rows ORDER BY ordinal',
  );
  const place = { workflow_id: RUN.workflowId, run_id: RUN.runId, request_key: 'batch/1' };
  const { reason, raw } = rejected;
  expect(rows).toEqual([
    { ...place, ordinal: 0, offer_id: '1', field: 'payout', reason, raw },
    { ...place, ordinal: 1, offer_id: null, field: null, reason, raw },
  ]);
});

test('an offer that is in an answer twice is stored once, as its later row says', async () => {
  const { store } = lent;
  await store.saveAnswer(answerWith([readOffer('1', { payout: '1' }), readOffer('1', { payout: '2' })]));
  await expect(store.readOffer('1')).resolves.toMatchObject({ payout: '2' });
});

test('an offer comes out as it went in', async () => {
  const { store } = lent;
  const { observedAt } = answerWith([]);
  await store.saveAnswer(answerWith([readOffer('7', { filledCap: { kind: 'percent', amount: 2.5 } })]));
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

test('a field that could not be read keeps its value and says as of when', async () => {
  const { store } = lent;
  await store.saveAnswer(answerWith([readOffer('1', { payout: '3' })]));
  const { offerId, offer } = readOffer('1', { status: 'Paused' });
  delete offer.payout;
  await store.saveAnswer(answerWith([{ offerId, offer }], { observedAt: minute(4), requestKey: 'batch/2' }));
  await expect(store.readOffer('1')).resolves.toMatchObject({
    status: 'Paused',
    payout: '3',
    observedAt: minute(4),
    stale: { payout: minute(0) },
  });
});

describe.each([
  ['the network says all of', []],
  ['the network does not say all of', ['payout']],
] as const)('of an offer that %s, updatedAt moves when a value changes', (_whole, unsaid) => {
  const first = { raw: '5min', ageSeconds: 300 };
  const observe = (lastConversion: LastConversion) => {
    const { offerId, offer } = readOffer('1', { lastConversion });
    for (const field of unsaid) delete offer[field];
    return { offerId, offer };
  };
  test.each([
    ['an age that only grew', { raw: '7min', ageSeconds: 420 }, false],
    ['the same words', first, false],
    ['a new conversion', { raw: '<1m', ageSeconds: 30 }, true],
    ['no conversion any more', { raw: null, ageSeconds: null }, true],
  ])('%s', async (_, lastConversion, isChange) => {
    const { store } = lent;
    await store.saveAnswer(answerWith([observe(first)]));
    const before = await store.readOffer('1');
    const counts = await store.saveAnswer(
      answerWith([observe(lastConversion)], { observedAt: minute(2), requestKey: 'batch/2' }),
    );
    const after = await store.readOffer('1');
    expect(counts.changed).toBe(isChange ? 1 : 0);
    expect(after!.updatedAt !== before!.updatedAt).toBe(isChange);
    expect(after!.lastConvRaw).toBe(lastConversion.raw);
  });
});

test('ten that say at once that an offer is paused count one pause between them', async () => {
  const { store } = lent;
  await store.saveAnswer(answerWith([readOffer('1'), readOffer('2')]));
  const counts = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      store.saveAnswer(
        answerWith([readOffer('1', { status: 'Paused' }), readOffer('2', { status: 'Blocked' })], {
          requestKey: `batch/${index + 2}`,
          observedAt: minute(index + 1),
        }),
      ),
    ),
  );
  const sum = (name: 'paused' | 'new') => counts.reduce((total, count) => total + count[name], 0);
  expect(sum('paused')).toBe(2);
  expect(sum('new')).toBe(0);
});

test('observing a whole page again leaves its indexes alone', async () => {
  const { pool, databaseUrl } = lent;
  const store = createStore({ databaseUrl });
  const offers = Array.from({ length: 100 }, (_, index) => readOffer(String(1000 + index)));
  for (let at = 0; at < 10; at += 1) {
    await store.saveAnswer(answerWith(offers, { observedAt: minute(10 + at), requestKey: `page/${at}` }));
  }
  await store.close();
  // The server sums up what a connection did when it ends.
  const read = async () => {
    const { rows } = await pool.query<{ updates: number; hot: number }>(
      `SELECT n_tup_upd::int AS updates, n_tup_hot_upd::int AS hot FROM pg_stat_user_tables WHERE relname = 'offers'`,
    );
    return rows[0]!;
  };
  const deadline = Date.now() + 10_000;
  let stats = await read();
  while (stats.updates < 900 && Date.now() < deadline) stats = await read();
  expect(stats.updates).toBe(900);
  // With an index on what changes it would be none. Others who are busy on the server keep it from being all.
  expect(stats.hot).toBeGreaterThan(450);
});
