import { beginRun, finishRun, minute, observedOffer, refreshList, RUN, useTestStore } from './test-store';

const context = useTestStore();

const NO_CONVERSION = { raw: null, ageSeconds: null, precisionSeconds: null } as const;

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `o${String(index).padStart(3, '0')}`);
}

const listAll = () => context.store.listConverting({ after: null, limit: 1000 });

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

test('the list is read in slices, in the order of the ids', async () => {
  const { store } = context;
  await context.save(ids(10).map((id) => observedOffer(id)));
  await refreshList(context);
  await expect(store.listConverting({ after: null, limit: 4 })).resolves.toEqual(ids(10).slice(0, 4));
  await expect(store.listConverting({ after: 'o003', limit: 100 })).resolves.toEqual(ids(10).slice(4));
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
