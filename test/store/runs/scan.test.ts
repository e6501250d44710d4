import type { AnswerToSave } from '../../../src/store';
import { minute, observedOffer, RUN, useTestStore } from '../test-store';

const context = useTestStore();

function page(number: number, ids: string[], more: Partial<AnswerToSave> = {}) {
  const offers = ids.map((id) => observedOffer(id));
  const reported = { page: number, pageSize: 100, totalPages: 3, total: 210, observedAt: minute(number) };
  return context.save(offers, { requestKey: `page/${number}`, purpose: 'page', ...reported, ...more });
}

test('the answers of a scan are listed in the order of their requests', async () => {
  // As a text, the key of page 10 is before that of page 9.
  await page(10, ['3'], { lowestId: 3, highestId: Number.MAX_SAFE_INTEGER });
  await page(9, ['1', '2'], { ordering: 'ascending', lowestId: 1, highestId: 2, received: 4, repeated: 1 });
  await page(1, [], { requestKey: 'reread/1', purpose: 'reread', observedAt: minute(11) });
  await context.save([observedOffer('7')], { requestKey: 'sweep/1', purpose: 'sweep' });
  const common = { pageSize: 100, total: 210 };
  await expect(context.store.listScanAnswers(RUN)).resolves.toEqual([
    expect.objectContaining({
      page: 9,
      ...common,
      received: 4,
      unreadable: 2,
      repeated: 1,
      ordering: 'ascending',
      lowestId: 1,
      highestId: 2,
    }),
    expect.objectContaining({
      page: 10,
      received: 1,
      unreadable: 0,
      repeated: 0,
      ordering: null,
      lowestId: 3,
      highestId: Number.MAX_SAFE_INTEGER,
    }),
    expect.objectContaining({ page: 1, received: 0, lowestId: null, highestId: null }),
  ]);
});

test('the summary of a scan contains the offers met, the changes of the total and those of the mirror', async () => {
  await page(1, ['1', '2'], { total: 210 });
  await page(2, ['2', '3'], { total: 205, totalPages: 4 });
  await page(3, ['4'], { total: 212, received: 3 });
  await page(2, ['5'], { requestKey: 'reread/1', purpose: 'reread', observedAt: minute(8), total: 212 });
  await context.save([observedOffer('7')], { requestKey: 'sweep/1', purpose: 'sweep' });
  await expect(context.store.summariseScan(RUN)).resolves.toEqual({
    pagesRead: 3,
    pagesReread: 1,
    distinct: 5,
    changed: 5,
    lastTotal: 212,
    totalSpread: 7,
  });
});

test('a run without pages has an empty scan', async () => {
  await expect(context.store.listScanAnswers(RUN)).resolves.toEqual([]);
  await expect(context.store.summariseScan(RUN)).resolves.toMatchObject({
    pagesRead: 0,
    distinct: 0,
    lastTotal: null,
  });
});

test('the Active offers without an observation since a time are listed in slices', async () => {
  const { store } = context;
  await context.save(['1', '2', '3', '4'].map((id) => observedOffer(id)));
  await context.save([observedOffer('5', { status: 'Paused' })], { requestKey: 'batch/2' });
  await context.save([observedOffer('2')], { requestKey: 'batch/3', observedAt: minute(5) });
  await expect(store.listUnseenActive({ since: minute(5), after: null, limit: 2 })).resolves.toEqual([
    '1',
    '3',
  ]);
  await expect(store.listUnseenActive({ since: minute(5), after: '3', limit: 2 })).resolves.toEqual(['4']);
});
