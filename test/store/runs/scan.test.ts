import type { AnswerToSave } from '../../../src/store';
import { answerWith, lendStore, minute, readOffer, RUN, type LentStore } from '../with-store';

let lent: LentStore;
beforeEach(async () => {
  lent = await lendStore();
});
afterEach(() => lent.close());

function page(number: number, ids: string[], more: Partial<AnswerToSave> = {}) {
  const offers = ids.map((id) => readOffer(id));
  const said = { page: number, pageSize: 100, totalPages: 3, total: 210, observedAt: minute(number) };
  return lent.store.saveAnswer(
    answerWith(offers, { requestKey: `page/${number}`, purpose: 'page', ...said, ...more }),
  );
}

test('the answers of a scan are listed in the order in which they were asked', async () => {
  await page(2, ['3'], {
    observedAt: minute(9),
    lowestId: 3,
    highestId: '12345678901234567890'.slice(0, 18),
  });
  await page(1, ['1', '2'], { ordering: 'ascending', lowestId: 1n, highestId: 2n });
  await page(1, [], { requestKey: 'reread/1', purpose: 'reread', observedAt: minute(10) });
  await lent.store.saveAnswer(answerWith([readOffer('7')], { requestKey: 'sweep/1', purpose: 'sweep' }));
  const common = { pageSize: 100, total: 210, totalPages: 3 };
  await expect(lent.store.listScanAnswers(RUN)).resolves.toEqual([
    expect.objectContaining({
      purpose: 'page',
      page: 1,
      ...common,
      received: 2,
      ordering: 'ascending',
      lowestId: '1',
      highestId: '2',
      observedAt: minute(1),
    }),
    expect.objectContaining({
      purpose: 'page',
      page: 2,
      received: 1,
      ordering: null,
      lowestId: '3',
      highestId: '123456789012345678',
    }),
    expect.objectContaining({ purpose: 'reread', page: 1, received: 0, lowestId: null, highestId: null }),
  ]);
});

test('a scan is summed up: what was met, and how the catalogue moved meanwhile', async () => {
  await page(1, ['1', '2'], { total: 210 });
  await page(2, ['2', '3'], { total: 205, totalPages: 4 });
  await page(3, ['4'], { total: 212 });
  await page(2, ['5'], { requestKey: 'reread/1', purpose: 'reread', observedAt: minute(8), total: 212 });
  await lent.store.saveAnswer(answerWith([readOffer('7')], { requestKey: 'sweep/1', purpose: 'sweep' }));
  await expect(lent.store.summariseScan(RUN)).resolves.toEqual({
    pagesRead: 3,
    pagesReread: 1,
    met: 6,
    distinct: 5,
    duplicate: 1,
    firstTotal: 210,
    lastTotal: 212,
    totalMoved: 12,
    maxTotalPages: 4,
    rejected: 0,
  });
});

test('a run without pages has an empty scan', async () => {
  await expect(lent.store.listScanAnswers(RUN)).resolves.toEqual([]);
  await expect(lent.store.summariseScan(RUN)).resolves.toMatchObject({
    pagesRead: 0,
    met: 0,
    firstTotal: null,
  });
});

test('the Active offers that nobody has observed since are listed in slices', async () => {
  const { store } = lent;
  await store.saveAnswer(answerWith(['1', '2', '3', '4'].map((id) => readOffer(id))));
  await store.saveAnswer(answerWith([readOffer('5', { status: 'Paused' })], { requestKey: 'batch/2' }));
  await store.saveAnswer(answerWith([readOffer('2')], { requestKey: 'batch/3', observedAt: minute(5) }));
  await expect(store.listUnseenActive({ since: minute(5), after: null, limit: 2 })).resolves.toEqual([
    '1',
    '3',
  ]);
  await expect(store.listUnseenActive({ since: minute(5), after: '3', limit: 2 })).resolves.toEqual(['4']);
  await expect(store.countActive()).resolves.toBe(4);
});
