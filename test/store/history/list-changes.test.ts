import { Client } from 'pg';
import { poll } from '../../../harness/poll';
import type { Offer } from '../../../src/domain/offer';
import { CHANGE_KINDS, type ChangeKind } from '../../../src/domain/offer-change';
import { applyMigrations, type ChangePage, type ChangeQuery } from '../../../src/store';
import { completeOffer, minute, observedOffer, useTestStore } from '../test-store';

const context = useTestStore();

function observe(offerId: string, minutes: number, values: Partial<Offer> = {}) {
  return context.save([observedOffer(offerId, values)], {
    observedAt: minute(minutes),
    requestKey: `${offerId}/${minutes}`,
  });
}

/** The changes as `offer@minute`. */
const keysOf = ({ changes }: Pick<ChangePage, 'changes'>) =>
  changes.map(({ offerId, observedAt }) => `${offerId}@${new Date(observedAt).getUTCMinutes()}`);

/** Lists changes until there are `count`: other tests of this server may hold a transaction open, at which the list ends. */
function list(count: number, query: Partial<ChangeQuery> = {}): Promise<ChangePage> {
  return poll(`the history has ${count} changes`, async () => {
    const page = await context.store.listChanges({ limit: 100, ...query });
    return page.changes.length === count && page;
  });
}

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

test('a change that is committed late is not skipped, though it was observed and written before others', async () => {
  await observe('1', 0);
  const { position } = await list(1);
  const late = new Client({ connectionString: context.databaseUrl });
  await late.connect();
  try {
    await late.query('BEGIN');
    await late.query(
      `INSERT INTO history.offer_changes (offer_id, observed_at, is_new, changes) VALUES ('late', $1, true, '{}')`,
      [minute(1)],
    );
    await observe('2', 2);
    const before = await context.store.listChanges({ since: position!, limit: 10 });
    expect(before).toMatchObject({ changes: [], position });
    await late.query('COMMIT');
  } finally {
    await late.end();
  }
  await expect(list(2, { since: position! }).then(keysOf)).resolves.toEqual(['late@1', '2@2']);
});

test('a reader that continues at its position sees each change once, whatever order the writers commit in', async () => {
  const rounds = 12;
  const writers = Array.from({ length: 6 }, async (_writer, writer) => {
    for (let round = 0; round < rounds; round += 1) {
      const offers = [0, 1, 2].map((offer) => observedOffer(`${writer}-${offer}`, { payout: `${round}.5` }));
      await context.save(offers, { observedAt: minute(round), requestKey: `${writer}/${round}` });
    }
  });
  const expected = writers.length * 3 * rounds;
  const seen: string[] = [];
  let since: string = minute(0);
  await Promise.all([
    ...writers,
    poll('all changes have been read', async () => {
      const page = await context.store.listChanges({ since, limit: 7 });
      since = page.position!;
      seen.push(...keysOf(page));
      return seen.length >= expected;
    }),
  ]);
  expect(seen).toHaveLength(expected);
  expect(new Set(seen).size).toBe(expected);
});

test('the position of an empty history, and of a page that filters leave empty, are continued', async () => {
  const { position } = await context.store.listChanges({ limit: 10 });
  await observe('1', 0);
  const first = await list(1, { since: position! });
  const empty = await context.store.listChanges({ since: first.position!, kinds: ['gone'], limit: 10 });
  expect(empty).toMatchObject({ changes: [], position: first.position, nextCursor: null });
  await observe('1', 1, { status: 'Unknown' });
  await expect(list(1, { since: empty.position! }).then(keysOf)).resolves.toEqual(['1@1']);
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

test.each([
  '',
  'x',
  '2026',
  Buffer.from('["asc","1","2026-02-30T00:00:00.000000Z","1"]').toString('base64url'),
])('refuses a position that the list did not create: %s', async (text) => {
  await expect(context.store.listChanges({ since: text, limit: 1 })).rejects.toThrow(
    'The cursor is not from this list',
  );
});

test('a cursor of the other order is refused', async () => {
  await observe('1', 0);
  await observe('2', 0);
  await list(2);
  const { nextCursor } = await context.store.listChanges({ limit: 1 });
  await expect(context.store.listChanges({ since: nextCursor!, limit: 1 })).rejects.toThrow('cursor is not');
});

const GONE = { name: 'HistoryGoneError' };

test('a time and a position from which days have been deleted are gone', async () => {
  await context.pool.query(`UPDATE _prisma_migrations SET finished_at = '2026-01-01T00:00:00Z'`);
  await observe('1', 0);
  await observe('2', 3 * 1_440);
  await context.store.maintainHistory({ keepSeconds: 1e9 });
  const { changes, position } = await list(1, { since: minute(60), limit: 1 });
  expect(keysOf({ changes })).toEqual(['2@0']);
  const first = await list(2, { since: minute(0) });
  await expect(context.store.listChanges({ since: first.position!, limit: 1 })).resolves.toMatchObject({
    changes: [],
  });

  const old = await context.store.listChanges({ since: minute(0), limit: 1 });
  await context.pool.query('DROP TABLE history.offer_changes_20260105');
  for (const since of [minute(0), old.position!]) {
    await expect(context.store.listChanges({ since, limit: 1 })).rejects.toMatchObject({
      ...GONE,
      message: expect.stringContaining('2026-01-08T00:00:00.000000Z') as string,
    });
  }
  await expect(context.store.listChanges({ since: position!, limit: 1 })).resolves.toMatchObject({
    changes: [],
  });
  await expect(
    context.store.listChanges({ since: minute(2 * 1_440 + 840), limit: 1 }),
  ).resolves.toBeDefined();
});

test('a dump that is restored on a server with fewer transactions: readers begin anew, and see what comes', async () => {
  await observe('1', 0);
  await observe('2', 1);
  const { position } = await list(2);
  await context.pool.query(
    `UPDATE history.offer_changes SET transaction_id = (transaction_id::text::bigint + 1000000000)::text::xid8`,
  );
  await expect(context.store.listChanges({ since: minute(0), limit: 5 })).resolves.toMatchObject({
    changes: [],
  });
  await expect(context.store.listChanges({ since: position!, limit: 1 })).rejects.toMatchObject(GONE);

  await applyMigrations(context.databaseUrl);
  await applyMigrations(context.databaseUrl);
  await observe('3', 0);
  await expect(list(3, { since: minute(0) }).then(keysOf)).resolves.toEqual(['1@0', '2@1', '3@0']);
  await expect(context.store.listChanges({ since: position!, limit: 1 })).rejects.toMatchObject(GONE);
});
