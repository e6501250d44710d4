import { Client } from 'pg';
import { poll } from '../../../harness/poll';
import { minute, observedOffer, refreshList, useTestStore } from '../test-store';
import { beginHistory } from './begin-history';

const context = useTestStore();
const DAY = 86_400;

const list = (query: Partial<Parameters<typeof context.store.listPastOffers>[0]>) =>
  context.store.listPastOffers({ at: minute(10), limit: 9, ...query });

const never = { raw: null, ageSeconds: null, precisionSeconds: null };

test('a time before the history or in the future is refused, with the bound', async () => {
  await beginHistory(context);
  await expect(list({ at: minute(-61) })).rejects.toMatchObject({
    name: 'HistoryGoneError',
    message: 'The history begins at 2026-01-05T09:00:00.000000Z. Ask for a time from then on.',
  });
  await expect(context.store.readPastOffer('first', minute(-61))).rejects.toThrow('The history begins at');
  await expect(list({ at: minute(-60) })).resolves.toMatchObject({ total: 0 });
  await expect(list({ at: '2099-01-01T00:00:00Z' })).rejects.toMatchObject({ name: 'FutureTimeError' });
});

test('when the oldest days are deleted, the history begins later', async () => {
  await beginHistory(context);
  const now = await context.store.readClock();
  await context.save([observedOffer('7', { status: 'Paused' })], { observedAt: now, requestKey: 'now' });
  await expect(list({})).resolves.toMatchObject({ total: 1 });
  await context.store.maintainHistory({ keepSeconds: DAY });
  await expect(list({})).rejects.toMatchObject({ name: 'HistoryGoneError' });
});

test('the changes of the list are deleted with the days, and before they were recorded it is not known', async () => {
  await context.save([observedOffer('7')], { observedAt: await context.store.readClock() });
  await refreshList(context);
  const countChanges = async () => {
    const { rows } = await context.pool.query<{ offer_id: string; is_listed: boolean }>(
      'SELECT offer_id, is_listed FROM history.conversion_list_changes',
    );
    return rows;
  };
  await refreshList(context);
  await expect(countChanges()).resolves.toEqual([{ offer_id: '7', is_listed: true }]);
  await context.pool.query(
    `UPDATE history.conversion_list_changes SET changed_at = changed_at - interval '2 days'`,
  );
  await context.store.maintainHistory({ keepSeconds: DAY });
  await expect(countChanges()).resolves.toEqual([]);

  await beginHistory(context);
  await context.pool.query(
    `UPDATE _prisma_migrations SET finished_at = '2026-01-05T10:30Z' WHERE migration_name LIKE '%past_states'`,
  );
  await expect(list({ at: minute(31), onList: true })).resolves.toMatchObject({ isProvisional: false });
  await expect(list({ at: minute(29), onList: true })).rejects.toMatchObject({
    name: 'HistoryGoneError',
    message:
      'The history of the ConversionList begins at 2026-01-05T10:30:00.000000Z. Ask for a time from then on.',
  });
  await expect(list({ at: minute(29) })).resolves.toMatchObject({ total: 1 });
});

test('what needs conversions that have been deleted is refused, and a priority that needs them is null', async () => {
  await beginHistory(context);
  await context.save([observedOffer('7', { lastConversion: never }), observedOffer('8')], {
    observedAt: minute(0),
  });
  await context.store.pruneConversions({ olderThanSeconds: 10_000 * DAY });
  await expect(list({ filters: { priority: 'HIGH' } })).resolves.toMatchObject({ total: 1 });

  // The conversion of the offer 8 is deleted from the counts, but the mirror has it: nothing was seen since.
  await context.store.pruneConversions({ olderThanSeconds: DAY });
  const kept = /^Conversions are kept since 20.*, and the question needs earlier ones/;
  await expect(list({ filters: { priority: 'LOW' } })).rejects.toThrow(kept);
  await expect(list({ filters: { convertedWithinSeconds: 60 } })).rejects.toThrow(kept);
  await expect(list({ sortBy: 'lastConversionAt' })).rejects.toThrow(kept);
  const { offers } = await list({ filters: { ids: ['7', '8'] } });
  expect(offers).toMatchObject([
    { offerId: '7', priority: null },
    { offerId: '8', priority: 'HIGH' },
  ]);
  const now = await context.store.readClock();
  await expect(list({ at: now, filters: { convertedWithinSeconds: 60 } })).resolves.toMatchObject({
    total: 0,
  });
});

test('a day that is being read is not deleted meanwhile', async () => {
  await beginHistory(context);
  const blocker = new Client({ connectionString: context.databaseUrl });
  await blocker.connect();
  try {
    // The read has checked its bounds, and waits for the offers.
    await blocker.query('BEGIN; LOCK TABLE offers IN ACCESS EXCLUSIVE MODE');
    const reading = list({});
    const isWaiting = async () => {
      const { rows } = await context.pool.query(
        `SELECT FROM pg_locks WHERE NOT granted AND relation = 'offers'::regclass`,
      );
      return rows.length > 0;
    };
    await poll('the read waits', isWaiting);
    await expect(context.store.maintainHistory({ keepSeconds: DAY })).rejects.toMatchObject({
      code: '55P03',
    });
    await blocker.query('COMMIT');
    await expect(reading).resolves.toMatchObject({ total: 1 });
  } finally {
    await blocker.end();
  }
  await context.store.maintainHistory({ keepSeconds: DAY });
});
