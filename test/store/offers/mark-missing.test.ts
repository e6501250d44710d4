import { beginRun, finishRun, minute, observedOffer, RUN, useTestStore } from '../test-store';

const context = useTestStore();
beforeEach(async () => {
  // Ten Active offers before the run.
  const offers = Array.from({ length: 10 }, (_, index) => observedOffer(`${index}`));
  await context.save(offers, { run: { workflowId: 'before', runId: 'before' } });
  await beginRun(context);
});

function saveAbsent(absentIds: string[], observedAt: string, requestKey: string) {
  return context.save([], { purpose: 'sweep', requestKey, observedAt, absentIds });
}

/** The sweep requests the offers twice, a minute apart. */
async function saveSweep(absentIds: string[], observedAt: string) {
  await saveAbsent(absentIds, minute(4), 'sweep/1');
  await saveAbsent(absentIds, observedAt, 'sweep/2');
}

const mark = (maxShare: number, allowMassRemoval = false) =>
  context.store.markMissing({ run: RUN, maxShare, allowMassRemoval });

const readNotMarked = async () => (await context.store.readRun(RUN.workflowId, RUN.runId))!.offersNotMarked;

const countActive = async () => {
  const { byStatus } = await context.store.readOfferCounts();
  return byStatus.find(({ status }) => status === 'Active')!.offers;
};

test('offers that the sweep did not find become Unknown and keep their other fields', async () => {
  await saveSweep(['1', '2'], minute(5));
  await expect(mark(0.2)).resolves.toEqual({ absent: 2, marked: 2, markedBefore: 0, refused: false });
  const offer = await context.store.readOffer('1');
  expect(offer).toMatchObject({ status: 'Unknown', payout: '0.350', observedAt: minute(5) });
  expect(offer!.stale).toMatchObject({ payout: minute(0) });
  expect(offer!.stale).not.toHaveProperty('status');
  await expect(countActive()).resolves.toBe(8);
});

test('a repeat marks nothing more and returns the same result', async () => {
  await saveSweep(['1', '2'], minute(5));
  const first = await mark(0.2);
  await expect(mark(0.2)).resolves.toEqual(first);
});

test('nothing is marked if the share is exceeded, unless mass removal is allowed', async () => {
  await saveSweep(['1', '2', '3'], minute(5));
  await expect(mark(0.2)).resolves.toEqual({ absent: 3, marked: 0, markedBefore: 0, refused: true });
  await expect(mark(0.2)).resolves.toMatchObject({ marked: 0, refused: true });
  await expect(countActive()).resolves.toBe(10);
  await expect(readNotMarked()).resolves.toBe(3);
  await expect(mark(0.2, true)).resolves.toEqual({ absent: 3, marked: 3, markedBefore: 0, refused: false });
  await expect(readNotMarked()).resolves.toBeNull();
});

test('an offer that only one of two answers does not contain stays as it was', async () => {
  await saveAbsent(['1', '2', '3'], minute(4), 'sweep/1');
  await saveAbsent(['2'], minute(5), 'sweep/2');
  await expect(mark(0.2)).resolves.toMatchObject({ absent: 1, marked: 1 });
  await expect(countActive()).resolves.toBe(9);
});

test('an offer that was observed after the request of the sweep stays unchanged', async () => {
  await saveSweep(['1', '2'], minute(5));
  await context.save([observedOffer('2')], { requestKey: 'batch/9', observedAt: minute(6) });
  await expect(mark(0.2)).resolves.toMatchObject({ marked: 1 });
  await expect(context.store.readOffer('2')).resolves.toMatchObject({ status: 'Active' });
});

test('an id that is not in the mirror does not become an offer', async () => {
  await saveSweep(['unknown'], minute(5));
  await expect(mark(0.2)).resolves.toMatchObject({ absent: 1, marked: 0 });
  await expect(context.store.readOffer('unknown')).resolves.toBeUndefined();
});

test('absence from a batch of HIGH marks nothing', async () => {
  for (const requestKey of ['batch/1', 'batch/2'])
    await context.save([], { requestKey, absentIds: ['1'], observedAt: minute(5) });
  await expect(mark(0.2)).resolves.toMatchObject({ absent: 0, marked: 0 });
});

test('the audit contains the number of marked offers', async () => {
  await saveSweep(['1', '2'], minute(5));
  await mark(0.2);
  const record = await finishRun(context);
  expect(record).toMatchObject({ offersAbsent: 2, offersGone: 2 });
});

test('a run that was never entered cannot mark anything', () =>
  expect(
    context.store.markMissing({ run: { workflowId: 'x', runId: 'y' }, maxShare: 1, allowMassRemoval: true }),
  ).rejects.toMatchObject({ name: 'RunNotFoundError' }));
