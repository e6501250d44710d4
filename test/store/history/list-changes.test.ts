import type { Offer } from '../../../src/domain/offer';
import { CHANGE_KINDS, type ChangeKind } from '../../../src/domain/offer-change';
import type { ChangePage, ChangeQuery } from '../../../src/store';
import { completeOffer, minute, useTestStore } from '../test-store';
import { keysOf, useChanges } from './use-changes';

const context = useTestStore();
const { observe, list } = useChanges(context);

/** Reads all pages from a query on, and returns the keys of each. */
async function readPages(query: ChangeQuery): Promise<string[][]> {
  const pages = [];
  for (let cursor: string | null = null; ;) {
    const page: ChangePage = await context.store.listChanges({ ...query, cursor });
    pages.push(keysOf(page));
    if (page.nextCursor === null) return pages;
    cursor = page.nextCursor;
  }
}

test('a row has the kinds, the old and new values, and what the offer is now', async () => {
  await observe('7', 0);
  await observe('7', 1, { status: 'Paused', payout: '0.5', currency: 'EUR' });
  await observe('7', 2, { status: 'Paused', payout: '0.5', currency: 'EUR', offerName: 'Later' });

  const { changes } = await list(3, { since: minute(0) });

  const offer = {
    offerName: 'Later',
    status: 'Paused',
    country: 'PT',
    vertical: 'Games',
    payout: '0.5',
    currency: 'EUR',
  };
  expect(changes).toEqual([
    { offerId: '7', observedAt: minute(0), kinds: ['new'], changes: {}, offer },
    {
      offerId: '7',
      observedAt: minute(1),
      kinds: ['paused', 'payout'],
      changes: { status: ['Active', 'Paused'], payout: ['0.350', '0.5'], currency: ['USD', 'EUR'] },
      offer,
    },
    {
      offerId: '7',
      observedAt: minute(2),
      kinds: ['name'],
      changes: { offerName: ['Games PT', 'Later'] },
      offer,
    },
  ]);
});

test('newest first without a time, otherwise oldest first; pages neither repeat nor skip', async () => {
  for (let minutes = 0; minutes < 5; minutes += 1) await observe(String(minutes), minutes);
  await expect(list(5).then(keysOf)).resolves.toEqual(['4@4', '3@3', '2@2', '1@1', '0@0']);
  await expect(readPages({ limit: 2 })).resolves.toEqual([['4@4', '3@3'], ['2@2', '1@1'], ['0@0']]);
  await expect(readPages({ limit: 2, since: minute(1) })).resolves.toEqual([
    ['1@1', '2@2'],
    ['3@3', '4@4'],
  ]);
  await expect(readPages({ limit: 3, since: minute(3), sortOrder: 'desc' })).resolves.toEqual([
    ['4@4', '3@3'],
  ]);
});

const CHANGES: Record<Exclude<ChangeKind, 'new' | 'resumed'>, Partial<Offer>> = {
  paused: { status: 'Paused' },
  blocked: { status: 'Blocked' },
  gone: { status: 'Unknown' },
  payout: { payout: '1.2' },
  cap: { dailyCap: { kind: 'open' } },
  cap_usage: { filledCap: { kind: 'percent', amount: 81 } },
  name: { offerName: 'Other' },
  link: { offerUrl: 'https://example.com/other' },
  other: { trafficRestrictions: null },
};

test('each kind selects its changes only', async () => {
  for (const [kind, values] of Object.entries(CHANGES)) {
    await observe(kind, 0);
    await observe(kind, 1, values);
  }
  await observe('resumed', 0, { status: 'Blocked' });
  await observe('resumed', 1);
  const { status: _, ...withoutStatus } = completeOffer();
  await context.save([{ offerId: 'other', offer: withoutStatus }], {
    observedAt: minute(0),
    requestKey: 'x',
  });
  await list(20, { since: minute(0) });

  for (const kind of CHANGE_KINDS.filter((each) => each !== 'new')) {
    await expect(list(1, { kinds: [kind] })).resolves.toMatchObject({
      changes: [{ offerId: kind, observedAt: minute(1), kinds: [kind] }],
    });
  }
  await expect(list(10, { kinds: ['new'] })).resolves.toMatchObject({ nextCursor: null });
  const { changes } = await list(2, { kinds: ['payout', 'cap'] });
  expect(changes.map(({ offerId }) => offerId).sort()).toEqual(['cap', 'payout']);
});

test('a status that was not known before is another change, whatever it is', async () => {
  const { status: _, ...withoutStatus } = completeOffer();
  for (const [offerId, status] of [
    ['1', 'Active'],
    ['2', 'Paused'],
  ] as const) {
    await context.save([{ offerId, offer: withoutStatus }], { observedAt: minute(0), requestKey: offerId });
    await observe(offerId, 1, { status });
  }
  const { changes } = await list(2, { since: minute(1) });
  expect(changes.map(({ kinds }) => kinds)).toEqual([['other'], ['other']]);
});

test('mine: only offers of the watch list', async () => {
  await observe('1', 0);
  await observe('2', 0);
  await context.pool.query(`INSERT INTO watchlist (offer_id) VALUES ('2')`);
  await list(2);
  await expect(list(1, { mine: true }).then(keysOf)).resolves.toEqual(['2@0']);
});

test('a page ends after it has looked at 50,000 rows, and the next one goes on', async () => {
  await observe('1', 0);
  await observe('1', 1, { status: 'Paused' });
  await context.pool.query(
    `INSERT INTO history.offer_changes (offer_id, observed_at, is_new, changes)
     SELECT '2', timestamptz '2026-01-05T10:02:00Z' + n * interval '1 ms', false, '{"payout": ["1", "2"]}'
     FROM generate_series(1, 50010) AS n`,
  );
  await list(100);
  await expect(readPages({ kinds: ['paused'], limit: 10 })).resolves.toEqual([[], ['1@1']]);
  await expect(readPages({ kinds: ['payout'], since: minute(2), limit: 50_005 })).resolves.toMatchObject({
    length: 2,
  });
});
