import { minute, observedOffer, useTestStore } from '../test-store';

const context = useTestStore();

/** Saves an observation of the offer 1 at a minute, and returns the counts. */
const observe = (at: number, values: Parameters<typeof observedOffer>[1] = {}, missing: 'payout'[] = []) => {
  const { offerId, offer } = observedOffer('1', values);
  for (const field of missing) delete offer[field];
  return context.save([{ offerId, offer }], { observedAt: minute(at), requestKey: `batch/${at}` });
};
const read = async () => (await context.store.readOffer('1'))!;

/** No conversion, so that only the other values change. */
const lastConversion = { raw: null, ageSeconds: null, precisionSeconds: null };

test('the times of a row are those of the observations, not of the writes', async () => {
  await observe(0, { lastConversion });
  expect(await read()).toMatchObject({
    firstObservedAt: minute(0),
    updatedAt: minute(0),
    leftActiveAt: null,
  });
  await observe(3, { lastConversion, payout: '2' });
  await observe(5, { lastConversion, payout: '2' });
  expect(await read()).toMatchObject({
    firstObservedAt: minute(0),
    updatedAt: minute(3),
    leftActiveAt: null,
  });
  await observe(8, { lastConversion, payout: '2', status: 'Paused' });
  await observe(9, { lastConversion, payout: '2', status: 'Blocked' });
  const row = await read();
  expect(row).toMatchObject({ updatedAt: minute(9), leftActiveAt: minute(8), observedAt: minute(9) });
  expect(Date.parse(row.createdAt)).toBeGreaterThan(Date.parse(minute(9)));
});

test('a late observation moves the first observation back, and no other time', async () => {
  await observe(5, { lastConversion });
  await observe(7, { lastConversion, status: 'Paused' });
  const late = await observe(2, { lastConversion, payout: '9', status: 'Blocked' });
  expect(late).toMatchObject({ new: 0, changed: 0, paused: 0 });
  expect(await read()).toMatchObject({
    status: 'Paused',
    payout: '0.350',
    firstObservedAt: minute(2),
    observedAt: minute(7),
    updatedAt: minute(7),
    leftActiveAt: minute(7),
  });
});

test('a late observation that fills a field counts as a change, and no time goes back', async () => {
  await observe(1, { lastConversion });
  await observe(6, { lastConversion, status: 'Paused' }, ['payout']);
  const late = await observe(4, { lastConversion, payout: '9' });
  expect(late).toMatchObject({ changed: 1, paused: 0 });
  expect(await read()).toMatchObject({ payout: '9', updatedAt: minute(6), leftActiveAt: minute(6) });
});

test('changes at the same moment are counted once each, however often they are saved', async () => {
  await observe(0, { lastConversion });
  const save = (requestKey: string) =>
    context.save([observedOffer('1', { lastConversion, status: 'Paused' })], {
      observedAt: minute(1),
      requestKey,
    });
  // All of them set updatedAt and leftActiveAt to the same time: only the merge itself knows what it changed.
  const counts = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(save));
  expect(counts.reduce((sum, { changed, paused }) => sum + changed + paused, 0)).toBe(2);
});
