import fc from 'fast-check';
import type { Instant, LastConversion, Offer, OfferStatus } from '../../../src/domain/offer';
import type { OfferQuery, PastOfferQuery } from '../../../src/store';
import { completeOffer, refreshList, useTestStore } from '../test-store';

const context = useTestStore('all');

const IDS = ['7', '8', '12'];

/** What the network states in one answer. A missing field could not be read. */
type Answer = Record<string, Partial<Offer>>;

const anyFields = fc.record(
  {
    status: fc.constantFrom<OfferStatus>('Active', 'Paused', 'Blocked'),
    offerName: fc.constantFrom('Games PT', 'Sweeps 50%', null),
    country: fc.constantFrom('PT', 'ES', null),
    payout: fc.constantFrom('1', '2.50', '10', null),
    currency: fc.constantFrom('USD', 'EUR'),
    dailyCap: fc.constantFrom<Offer['dailyCap']>(
      { kind: 'open' },
      { kind: 'count', amount: 5 },
      { kind: 'none' },
    ),
    filledCap: fc.constantFrom<Offer['filledCap']>(
      { kind: 'percent', amount: 2.5 },
      { kind: 'count', amount: 4 },
    ),
  },
  { requiredKeys: [] },
);

const anyDay = fc.array(fc.dictionary(fc.constantFrom(...IDS), anyFields, { minKeys: 1 }), {
  minLength: 1,
  maxLength: 6,
});

/** The queries of each moment: the filters and orders that the history has the values of. */
const QUERIES: Omit<OfferQuery & PastOfferQuery, 'at' | 'limit'>[] = [
  {},
  { onList: true },
  { filters: { status: 'Active' }, sortBy: 'payout', sortOrder: 'desc' },
  { filters: { country: 'pt' }, sortBy: 'offerName' },
  { filters: { country: 'ES,PT', currency: 'eur' }, sortOrder: 'desc' },
  { filters: { payoutMin: 2 }, sortBy: 'payout' },
  { filters: { search: 'sweeps 50%' } },
  { filters: { ids: ['8', '12'] }, onList: true, sortBy: 'offerName', sortOrder: 'desc' },
  { filters: { priority: 'HIGH' } },
  { filters: { priority: 'LOW' }, onList: true },
  { filters: { convertedWithinSeconds: 7_200 } },
];

/** Since when each offer has not converted: within both bounds of the filters, within the wider one, and never. */
const CONVERTED_AGO: Record<string, number | null> = { '7': 300, '8': 20_000, '12': null };

type Row = Record<string, unknown>;

/** All pages of a list, or its refusal; small pages, so that a change between two would show. */
async function listAll(
  list: (cursor: string | null) => Promise<{ offers: object[]; total: number; nextCursor: string | null }>,
): Promise<{ offers: Row[]; total: number } | string> {
  const offers: Row[] = [];
  let [total, cursor]: [number, string | null] = [0, null];
  try {
    do {
      const page: Awaited<ReturnType<typeof list>> = await list(cursor);
      offers.push(...(page.offers as Row[]));
      ({ total, nextCursor: cursor } = page);
    } while (cursor !== null);
  } catch (error) {
    if ((error as Error).name === 'UnknownValueError') return 'unknown value';
    throw error;
  }
  return { offers, total };
}

/** What the history does not have of a row, or not as it was. */
const NOT_KEPT = new Set([
  ...['observedAt', 'updatedAt', 'leftActiveAt', 'statusConfirmed', 'stale'],
  ...[
    'lastConvRaw',
    'lastConversionFrom',
    'lastConversionTo',
    'lastConversionAt',
    'lastConversionAgeSeconds',
  ],
  ...[
    'conversionsPerHour',
    'usualGapSeconds',
    'silentForSeconds',
    'onceIn',
    'score',
    'observations',
    'spark',
    'inHigh',
  ],
]);

function lasting(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([field]) => !NOT_KEPT.has(field)));
}

interface Moment {
  at: Instant;
  found: Awaited<ReturnType<typeof listAll>>[];
}

async function liveDay(answers: Answer[]): Promise<Moment[]> {
  await context.pool.query(
    `TRUNCATE offers, offer_names, conversion_list, conversion_list_left, run_requests, sync_runs, history.offer_changes,
       history.conversion_list_changes, history.conversions_seen`,
  );
  const moments: Moment[] = [];
  const startedAt = Date.parse(await context.store.readClock());
  for (const [index, answer] of answers.entries()) {
    const observedAt = await context.store.readClock();
    const offers = Object.entries(answer).map(([offerId, fields]) => {
      const offer = index % 2 === 0 ? completeOffer(fields) : fields;
      return { offerId, offer: { ...offer, lastConversion: conversionOf(offerId, startedAt, observedAt) } };
    });
    await context.save(offers, { observedAt, requestKey: `batch/${index}` });
    await refreshList(context);
    const found: Moment['found'] = [];
    for (const query of QUERIES)
      found.push(await listAll((cursor) => context.store.listOffers({ ...query, limit: 2, cursor })));
    moments.push({ at: await context.store.readClock(), found });
  }
  return moments;
}

function conversionOf(offerId: string, startedAt: number, observedAt: Instant): LastConversion {
  const ago = CONVERTED_AGO[offerId] ?? null;
  if (ago === null) return { raw: null, ageSeconds: null, precisionSeconds: null };
  const ageSeconds = Math.floor((Date.parse(observedAt) - startedAt) / 1_000) + ago;
  return { raw: `${ageSeconds}s`, ageSeconds, precisionSeconds: 1 };
}

test('any moment of a random day is listed as the mirror was then, with every filter, order and page', () =>
  fc.assert(
    fc.asyncProperty(anyDay, async (answers) => {
      for (const { at, found } of await liveDay(answers)) {
        for (const [index, query] of QUERIES.entries()) {
          const then = found[index]!;
          const now = await listAll((cursor) =>
            context.store.listPastOffers({ ...query, at, limit: 2, cursor }),
          );
          // Values are known that the mirror has had, so more than then, and those of no offer of the time too.
          if (typeof then === 'string') continue;
          if (typeof now === 'string') {
            expect({ query, ...then }).toEqual({ query, offers: [], total: 0 });
            continue;
          }
          expect({ query, total: now.total, offers: now.offers.map(lasting) }).toEqual({
            query,
            total: then.total,
            offers: then.offers.map(lasting),
          });
          for (const [position, row] of now.offers.entries()) {
            const held = then.offers[position]!;
            for (const time of ['observedAt', 'updatedAt', 'leftActiveAt', 'statusConfirmed'])
              expect([held[time], null]).toContain(row[time]);
            const apart =
              Date.parse(String(row.lastConversionAt)) - Date.parse(String(held.lastConversionAt));
            if (held.lastConversionAt !== null) expect(Math.abs(apart)).toBeLessThanOrEqual(60_000);
          }
        }
      }
    }),
    { numRuns: 12 },
  ));
