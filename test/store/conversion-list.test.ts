import { answerWith, lendStore, minute, readOffer, RUN, type LentStore } from './with-store';

let lent: LentStore;
beforeEach(async () => {
  lent = await lendStore();
});
afterEach(() => lent.close());

const NO_CONVERSION = { raw: null, ageSeconds: null } as const;

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `o${String(index).padStart(3, '0')}`);
}

const listed = () => lent.store.listConverting({ after: null, limit: 1000 });

test('the list holds the offers that are Active and have a conversion', async () => {
  const { store } = lent;
  await store.saveAnswer(
    answerWith([
      readOffer('1'),
      readOffer('2', { lastConversion: NO_CONVERSION }),
      readOffer('3', { status: 'Paused' }),
      readOffer('4'),
    ]),
  );
  await expect(store.refreshConversionList()).resolves.toEqual({ before: 0, after: 2, added: 2, removed: 0 });
  await expect(listed()).resolves.toEqual(['1', '4']);
});

test('a refresh takes off what left and puts on what came, and leaves the rest as it is', async () => {
  const { store, pool } = lent;
  await store.saveAnswer(answerWith([readOffer('1'), readOffer('2')]));
  await store.refreshConversionList();
  const { rows: before } = await pool.query(`SELECT added_at FROM conversion_list WHERE offer_id = '2'`);
  await store.saveAnswer(
    answerWith([readOffer('1', { status: 'Paused' }), readOffer('3')], { observedAt: minute(1) }),
  );
  await expect(store.refreshConversionList()).resolves.toEqual({ before: 2, after: 2, added: 1, removed: 1 });
  await expect(store.refreshConversionList()).resolves.toEqual({ before: 2, after: 2, added: 0, removed: 0 });
  const { rows: after } = await pool.query(`SELECT added_at FROM conversion_list WHERE offer_id = '2'`);
  expect(after).toEqual(before);
});

test('a run that repeats its refresh does nothing more, and tells what it did; its audit says the same', async () => {
  const { store } = lent;
  await store.beginRun({ run: RUN, kind: 'full', trigger: 'manual', params: {}, deadlineSeconds: 60 });
  await store.saveAnswer(answerWith([readOffer('1'), readOffer('2')]));
  const did = { before: 0, after: 2, added: 2, removed: 0 };
  await expect(store.refreshConversionList(RUN)).resolves.toEqual(did);
  await store.saveAnswer(answerWith([readOffer('3')], { observedAt: minute(1) }));
  await expect(store.refreshConversionList(RUN)).resolves.toEqual(did);
  await expect(listed()).resolves.toEqual(['1', '2']);
  await expect(
    store.finishRun({ run: RUN, status: 'failed', reasons: [], error: 'no worker', list: null }),
  ).resolves.toMatchObject({ listBefore: 0, listAfter: 2, listAdded: 2, listRemoved: 0 });
});

test('a refresh by a run that was never entered is refused', async () => {
  await expect(lent.store.refreshConversionList(RUN)).rejects.toThrow('There is no run full-sync-manual');
});

test('the list is read in slices, in the order of the ids', async () => {
  const { store } = lent;
  await store.saveAnswer(answerWith(ids(10).map((id) => readOffer(id))));
  await store.refreshConversionList();
  await expect(store.listConverting({ after: null, limit: 4 })).resolves.toEqual(ids(10).slice(0, 4));
  await expect(store.listConverting({ after: 'o003', limit: 100 })).resolves.toEqual(ids(10).slice(4));
});

test('no reader ever sees the list empty or half while it is refreshed', async () => {
  const { store, pool } = lent;
  const offers = ids(200);
  const odd = offers.filter((_, index) => index % 2 === 1);
  const turn = async (at: number) => {
    // All but the even ones stop converting, or come back.
    const isOdd = at % 2 === 1;
    const said = odd.map((id) => readOffer(id, isOdd ? { status: 'Paused' } : {}));
    await store.saveAnswer(answerWith(said, { observedAt: minute(at), requestKey: `batch/${at}` }));
    await Promise.all([store.refreshConversionList(), store.refreshConversionList()]);
  };
  await store.saveAnswer(answerWith(offers.map((id) => readOffer(id))));
  await store.refreshConversionList();

  const seen = new Set<number>();
  let isDone = false;
  const watch = async () => {
    while (!isDone) {
      const { rows } = await pool.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM conversion_list',
      );
      seen.add(rows[0]!.count);
    }
  };
  const watching = watch();
  for (let at = 1; at <= 20; at += 1) await turn(at);
  isDone = true;
  await watching;
  expect([...seen].toSorted((a, b) => a - b)).toEqual([100, 200]);
});

test('twenty refreshes at once end in the list of one', async () => {
  const { store } = lent;
  await store.saveAnswer(answerWith(ids(50).map((id) => readOffer(id))));
  const refreshes = await Promise.all(Array.from({ length: 20 }, () => store.refreshConversionList()));
  expect(refreshes.reduce((sum, { added }) => sum + added, 0)).toBe(50);
  await expect(listed()).resolves.toEqual(ids(50));
});
