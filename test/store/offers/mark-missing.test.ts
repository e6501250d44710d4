import { answerWith, lendStore, minute, readOffer, RUN, type LentStore } from '../with-store';

let lent: LentStore;
beforeEach(async () => {
  lent = await lendStore();
  // Ten Active offers before the run, two of which its sweep will not find.
  const offers = Array.from({ length: 10 }, (_, index) => readOffer(`${index}`));
  await lent.store.saveAnswer(answerWith(offers, { run: { workflowId: 'before', runId: 'before' } }));
  await lent.store.beginRun({ run: RUN, kind: 'full', trigger: 'manual', params: {}, deadlineSeconds: 60 });
});
afterEach(() => lent.close());

function sweep(absentIds: string[], observedAt: string, requestKey = 'sweep/1') {
  return lent.store.saveAnswer(answerWith([], { purpose: 'sweep', requestKey, observedAt, absentIds }));
}

const mark = (maxShare: number, allowMassRemoval = false) =>
  lent.store.markMissing({ run: RUN, maxShare, allowMassRemoval });

test('offers that the sweep did not find become Unknown, and keep all that was known of them', async () => {
  await sweep(['1', '2'], minute(5));
  await expect(mark(0.2)).resolves.toEqual({ absent: 2, knownActive: 10, marked: 2, refused: false });
  const offer = await lent.store.readOffer('1');
  expect(offer).toMatchObject({ status: 'Unknown', payout: '0.350', observedAt: minute(5) });
  expect(offer!.stale).toMatchObject({ payout: minute(0) });
  expect(offer!.stale).not.toHaveProperty('status');
  await expect(lent.store.countActive()).resolves.toBe(8);
});

test('a repeat marks nothing more and says the same', async () => {
  await sweep(['1', '2'], minute(5));
  const first = await mark(0.2);
  await expect(mark(0.2)).resolves.toEqual(first);
});

test('nothing is marked when more than the share would vanish, unless a person allows it', async () => {
  await sweep(['1', '2', '3'], minute(5));
  await expect(mark(0.2)).resolves.toEqual({ absent: 3, knownActive: 10, marked: 0, refused: true });
  await expect(mark(0.2)).resolves.toMatchObject({ marked: 0, refused: true });
  await expect(lent.store.countActive()).resolves.toBe(10);
  await expect(mark(0.2, true)).resolves.toEqual({ absent: 3, knownActive: 10, marked: 3, refused: false });
});

test('an offer that somebody observed after the sweep had asked stays as it is', async () => {
  await sweep(['1', '2'], minute(5));
  await lent.store.saveAnswer(answerWith([readOffer('2')], { requestKey: 'batch/9', observedAt: minute(6) }));
  await expect(mark(0.2)).resolves.toMatchObject({ marked: 1 });
  await expect(lent.store.readOffer('2')).resolves.toMatchObject({ status: 'Active' });
});

test('an id that the mirror does not have is not made into an offer', async () => {
  await sweep(['nobody'], minute(5));
  await expect(mark(0.2)).resolves.toMatchObject({ absent: 1, marked: 0 });
  await expect(lent.store.readOffer('nobody')).resolves.toBeUndefined();
});

test('absence from a batch of HIGH marks nothing', async () => {
  await lent.store.saveAnswer(
    answerWith([], { requestKey: 'batch/1', absentIds: ['1'], observedAt: minute(5) }),
  );
  await expect(mark(0.2)).resolves.toMatchObject({ absent: 0, marked: 0 });
});

test('the audit tells what was marked', async () => {
  await sweep(['1', '2'], minute(5));
  await mark(0.2);
  const record = await lent.store.finishRun({ run: RUN, status: 'completed', reasons: [], error: null });
  expect(record).toMatchObject({ offersSwept: 2, offersAbsent: 2, offersGone: 2 });
});

test('a run that was never entered cannot mark anything', () =>
  expect(
    lent.store.markMissing({ run: { workflowId: 'x', runId: 'y' }, maxShare: 1, allowMassRemoval: true }),
  ).rejects.toMatchObject({ name: 'RunNotFoundError' }));
