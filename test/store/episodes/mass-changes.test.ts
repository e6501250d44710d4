import type { Offer } from '../../../src/domain/offer';
import { minute, observedOffer, useTestStore } from '../test-store';
import { judgeTick, readMessages } from './use-judge';

const context = useTestStore();

const ids = (count: number) => Array.from({ length: count }, (_none, index) => String(1_000 + index));

const observe = (minutes: number, count: number, values: Partial<Offer> = {}) =>
  judgeTick(context, { minutes, offers: ids(count).map((id) => observedOffer(id, values)), kind: 'full' });

async function readFacts() {
  const { rows } = await context.pool.query<{ facts: Record<string, unknown> }>(
    `SELECT facts FROM episodes WHERE kind = 'mass_change' ORDER BY id`,
  );
  return rows.map(({ facts }) => facts);
}

test('offers that pause and return all at once are one message each time, which names those of the watch list', async () => {
  await observe(0, 200);
  await context.store.watchOffers(['1004', '1190'], {});
  expect(await observe(2, 120, { status: 'Paused' })).toEqual({ opened: 121, closed: 1 });
  await observe(4, 120);
  expect(await readMessages(context)).toEqual([
    {
      edge: 'start',
      kind: 'mass_change',
      offerId: null,
      at: minute(2),
      title: '120 offers at once are no longer Active',
    },
    {
      edge: 'start',
      kind: 'mass_change',
      offerId: null,
      at: minute(4),
      title: '120 offers at once are Active again',
    },
  ]);
  expect(await readFacts()).toEqual([
    {
      change: 'left_active',
      offers: 120,
      activeBefore: 200,
      watched: [{ offerId: '1004', offerName: 'Games PT' }],
      watchedOffers: 1,
    },
    expect.objectContaining({ change: 'active_again', offers: 120, activeBefore: 80, watchedOffers: 1 }),
  ]);
});

test('an offer that was part of a mass change has a message of its own when it returns alone', async () => {
  await observe(0, 100);
  await context.store.watchOffers(['1004'], {});
  await observe(2, 90, { status: 'Blocked' });
  await judgeTick(context, { minutes: 4, offers: [observedOffer('1004')] });
  expect(await readMessages(context)).toMatchObject([
    { kind: 'mass_change' },
    { kind: 'status_changed', edge: 'end', offerId: '1004' },
  ]);
});

test('payouts that all change are one message', async () => {
  await observe(0, 60);
  await context.store.watchOffers(ids(60), {});
  await observe(2, 60, { currency: 'EUR' });
  expect(await readMessages(context)).toMatchObject([{ title: '60 offers at once have another payout' }]);
  expect((await readFacts())[0]!.watched).toHaveLength(20);
});

test('fewer offers, or a small share of the Active ones, have a message each', async () => {
  await observe(0, 1_100);
  await context.store.watchOffers(ids(1_100).slice(0, 600), {});
  // More than 50, and fewer than one in twenty.
  await observe(2, 54, { status: 'Paused' });
  expect((await readMessages(context)).map(({ kind }) => kind)).toEqual(
    new Array<string>(54).fill('status_changed'),
  );
  expect(await readFacts()).toEqual([]);
});

test('offers that go from one status to another that is not Active are not Active again', async () => {
  await observe(0, 200);
  await observe(2, 5, { status: 'Paused' });
  for (const [index, status] of (['Paused', 'Blocked'] as const).entries()) {
    await observe(4 + 2 * index, 200, { status });
  }
  expect((await readFacts()).map(({ change }) => change)).toEqual(['left_active']);
});

test('an offer of the watch list has a message of its own if messages of mass changes are muted', async () => {
  await observe(0, 100);
  await context.store.watchOffers(['1004'], {});
  await context.store.saveMute({ kind: 'mass_change', offerId: null, mutedUntil: null });
  await observe(2, 90, { status: 'Paused' });
  await observe(4, 90);
  expect(await readMessages(context)).toMatchObject([
    { kind: 'status_changed', edge: 'start', offerId: '1004' },
    { kind: 'status_changed', edge: 'end', offerId: '1004' },
  ]);
});
