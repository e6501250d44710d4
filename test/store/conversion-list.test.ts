import type { RequestCursor } from '../../src/store';
import { beginRun, finishRun, minute, observedOffer, refreshList, RUN, useTestStore } from './test-store';

const context = useTestStore();

const NO_CONVERSION = { raw: null, ageSeconds: null, precisionSeconds: null } as const;

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `o${String(index).padStart(3, '0')}`);
}

/** What HIGH requests: the ids on the list, and the ids that left it. */
async function readToRequest() {
  const offers = await context.store.listToRequest({ after: null, limit: 1000 });
  const idsOf = (left: boolean) =>
    offers.filter(({ hasLeft }) => hasLeft === left).map(({ offerId }) => offerId);
  return { listed: idsOf(false), left: idsOf(true) };
}

const listAll = async () => (await readToRequest()).listed;

test('the list holds the Active offers with a conversion', async () => {
  await context.save([
    observedOffer('1'),
    observedOffer('2', { lastConversion: NO_CONVERSION }),
    observedOffer('3', { status: 'Paused' }),
    observedOffer('4'),
  ]);
  await expect(refreshList(context)).resolves.toEqual({ before: 0, after: 2, added: 2, removed: 0 });
  await expect(listAll()).resolves.toEqual(['1', '4']);
});

test('a refresh adds and removes what changed, and leaves the other rows unchanged', async () => {
  const { pool } = context;
  const readAddedAt = () => pool.query(`SELECT added_at FROM conversion_list WHERE offer_id = '2'`);
  await context.save([observedOffer('1'), observedOffer('2')]);
  await refreshList(context);
  const { rows: before } = await readAddedAt();
  await context.save([observedOffer('1', { status: 'Paused' }), observedOffer('3')], {
    observedAt: minute(1),
  });
  await expect(refreshList(context)).resolves.toEqual({ before: 2, after: 2, added: 1, removed: 1 });
  await expect(refreshList(context)).resolves.toEqual({ before: 2, after: 2, added: 0, removed: 0 });
  const { rows: after } = await readAddedAt();
  expect(after).toEqual(before);
});

test('a run that repeats its refresh gets the recorded result, which its audit contains too', async () => {
  const { store } = context;
  await beginRun(context);
  await context.save([observedOffer('1'), observedOffer('2')]);
  const result = { before: 0, after: 2, added: 2, removed: 0 };
  await expect(store.refreshConversionList(RUN)).resolves.toEqual(result);
  await context.save([observedOffer('3')], { observedAt: minute(1) });
  await expect(store.refreshConversionList(RUN)).resolves.toEqual(result);
  await expect(listAll()).resolves.toEqual(['1', '2']);
  const record = await finishRun(context, { status: 'failed' });
  expect(record).toMatchObject({ listBefore: 0, listAfter: 2, listAdded: 2, listRemoved: 0 });
});

test('a refresh by a run that was never entered is refused', async () => {
  await expect(context.store.refreshConversionList(RUN)).rejects.toThrow('There is no run full-sync-manual');
});

test('what HIGH requests is read in slices: the list, then what left it, each in the order of the ids', async () => {
  const { store } = context;
  await context.save(ids(10).map((id) => observedOffer(id)));
  await refreshList(context);
  const paused = ['o000', 'o005', 'o009'].map((id) => observedOffer(id, { status: 'Paused' }));
  await context.save(paused, { observedAt: minute(1) });
  await refreshList(context);
  const sizes: number[] = [];
  const all: string[] = [];
  for (let after = null as RequestCursor | null; ;) {
    const slice = await store.listToRequest({ after, limit: 4 });
    sizes.push(slice.length);
    all.push(...slice.map(({ offerId }) => offerId));
    after = slice.at(-1) ?? null;
    if (after === null) break;
  }
  expect(sizes).toEqual([4, 4, 2, 0]);
  expect(all).toEqual([
    ...ids(10).filter((id) => !['o000', 'o005', 'o009'].includes(id)),
    'o000',
    'o005',
    'o009',
  ]);
});

test.each([
  ['is paused', { status: 'Paused' }],
  ['is cancelled', { status: 'Unknown' }],
  ['no longer has a conversion', { lastConversion: NO_CONVERSION }],
] as const)('an offer that %s is requested for 24 hours after it left the list', async (_case, values) => {
  const { pool } = context;
  await context.save([observedOffer('1'), observedOffer('2')]);
  await refreshList(context);
  await context.save([observedOffer('1', values)], { observedAt: minute(1) });
  await refreshList(context);
  await expect(readToRequest()).resolves.toEqual({ listed: ['2'], left: ['1'] });

  const leave = (age: string) =>
    pool.query('UPDATE conversion_list_left SET left_at = now() - $1::interval', [age]);
  await leave('23 hours 59 minutes');
  await refreshList(context);
  await expect(readToRequest()).resolves.toEqual({ listed: ['2'], left: ['1'] });
  await leave('24 hours 1 minute');
  await expect(readToRequest()).resolves.toEqual({ listed: ['2'], left: [] });
  await refreshList(context);
  expect((await pool.query('SELECT FROM conversion_list_left')).rowCount).toBe(0);
});

test('an offer that is back on the list has not left it, and one that leaves again is counted from then', async () => {
  const { pool } = context;
  const observe = async (at: number, status: 'Active' | 'Paused') => {
    await context.save([observedOffer('1', { status })], {
      observedAt: minute(at),
      requestKey: `batch/${at}`,
    });
    await refreshList(context);
  };
  await observe(0, 'Active');
  await observe(1, 'Paused');
  await observe(2, 'Active');
  await expect(readToRequest()).resolves.toEqual({ listed: ['1'], left: [] });
  // A worker of an earlier version put the offer back without deleting this row.
  await pool.query(`INSERT INTO conversion_list_left VALUES ('1', now() - interval '25 hours')`);
  await expect(readToRequest()).resolves.toEqual({ listed: ['1'], left: [] });
  await observe(3, 'Paused');
  await expect(readToRequest()).resolves.toEqual({ listed: [], left: ['1'] });
});

test('no reader sees an empty or incomplete list during a refresh', async () => {
  const { pool } = context;
  const offers = ids(200);
  const odd = offers.filter((_, index) => index % 2 === 1);
  const change = async (round: number) => {
    const values = round % 2 === 1 ? ({ status: 'Paused' } as const) : {};
    const changed = odd.map((id) => observedOffer(id, values));
    await context.save(changed, { observedAt: minute(round), requestKey: `batch/${round}` });
    await Promise.all([refreshList(context), refreshList(context)]);
  };
  await context.save(offers.map((id) => observedOffer(id)));
  await refreshList(context);

  const counts = new Set<number>();
  let isDone = false;
  const watch = async () => {
    while (!isDone) {
      const { rows } = await pool.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM conversion_list',
      );
      counts.add(rows[0]!.count);
    }
  };
  const watching = watch();
  for (let round = 1; round <= 20; round += 1) await change(round);
  isDone = true;
  await watching;
  expect([...counts].toSorted((a, b) => a - b)).toEqual([100, 200]);
});

test('twenty concurrent refreshes have the same result as one', async () => {
  await context.save(ids(50).map((id) => observedOffer(id)));
  const refreshes = await Promise.all(Array.from({ length: 20 }, () => refreshList(context)));
  expect(refreshes.reduce((sum, { added }) => sum + added, 0)).toBe(50);
  await expect(listAll()).resolves.toEqual(ids(50));
});
