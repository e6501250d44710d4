import fc from 'fast-check';
import type { Cap, LastConversion, Offer, OfferStatus } from '../../../src/domain/offer';
import { completeOffer, minute, refreshList, useTestStore } from '../test-store';

const context = useTestStore('all');

/** One answer about some offers, at a minute. A missing field could not be read. */
interface Observation {
  at: number;
  offers: Record<string, Partial<Offer>>;
}

const status = fc.constantFrom<OfferStatus>('Active', 'Paused', 'Blocked', 'Unknown');
const payout = fc.constantFrom('0.350', '0.35', '12', null);
const cap = fc.constantFrom<Cap>(
  { kind: 'none' },
  { kind: 'open' },
  { kind: 'count', amount: 0 },
  { kind: 'percent', amount: 0 },
  { kind: 'count', amount: 580 },
);
const lastConversion = fc.constantFrom<LastConversion>(
  { raw: '5min', ageSeconds: 300, precisionSeconds: 60 },
  { raw: '<1m', ageSeconds: 0, precisionSeconds: 60 },
  { raw: null, ageSeconds: null, precisionSeconds: null },
);

const changing = { status, payout, dailyCap: cap, lastConversion };
const observedOffer: fc.Arbitrary<Partial<Offer>> = fc.oneof(
  // Every field could be read.
  { weight: 4, arbitrary: fc.record(changing).map((offer) => completeOffer(offer)) },
  // Some fields could not be read.
  { weight: 3, arbitrary: fc.record(changing, { requiredKeys: [] }) },
  // A mark of a missing offer contains the status only.
  { weight: 1, arbitrary: fc.constant({ status: 'Unknown' as const }) },
);

function observations(at: fc.Arbitrary<number>): fc.Arbitrary<Observation[]> {
  const ids = fc.constantFrom('1001', '1002', 'x');
  return fc.array(fc.record({ at, offers: fc.dictionary(ids, observedOffer, { minKeys: 1, maxKeys: 3 }) }), {
    minLength: 2,
    maxLength: 8,
  });
}

async function observe({ at, offers: byId }: Observation, key: string): Promise<void> {
  const offers = Object.entries(byId).map(([offerId, offer]) => ({ offerId, offer }));
  await context.save(offers, { observedAt: minute(at), requestKey: key });
}

async function deleteAll(): Promise<void> {
  await context.pool.query('DELETE FROM offers; DELETE FROM run_requests; DELETE FROM sync_runs');
}

/** What depends on the order of delivery: the times of changes as they were seen, and how narrow an interval is. */
const BY_DELIVERY = [
  'created_at',
  'updated_at',
  'left_active_at',
  'last_merge_changed',
  'last_merge_paused',
  'last_merge_resumed',
  'last_merge_changes',
  'last_merge_converted',
];
const INTERVAL = ['last_conversion_from', 'last_conversion_to', 'last_conversion_at', 'last_conversion_hour'];

/** Everything that depends on the observations alone. Of the interval of the last conversion, whether there is one. */
async function readMirror(): Promise<{ offers: Record<string, unknown>[]; list: string[] }> {
  await refreshList(context);
  const { rows } = await context.pool.query<Record<string, unknown>>(
    'SELECT offers.*, payout::text AS payout_text FROM offers ORDER BY offer_id',
  );
  const offers = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([column]) => !BY_DELIVERY.includes(column))
        .map(([column, value]) => [column, INTERVAL.includes(column) ? value !== null : value]),
    ),
  );
  const { rows: listed } = await context.pool.query<{ id: string }>(
    'SELECT offer_id AS id FROM conversion_list ORDER BY offer_id',
  );
  return { offers, list: listed.map(({ id }) => id) };
}

async function observeSequentially(all: Observation[]): Promise<void> {
  await deleteAll();
  for (const [index, observation] of all.entries()) await observe(observation, `batch/${index}`);
}

const byTime = (a: Observation, b: Observation) => a.at - b.at;

test('the same observations result in the same rows in any order, repeated, sequential or concurrent', () =>
  fc.assert(
    fc.asyncProperty(
      observations(fc.integer({ min: 0, max: 5 })).chain((all) =>
        fc.tuple(
          fc.constant(all),
          // Each of them at least once, in some order, with some repeats.
          fc
            .array(fc.nat(all.length - 1), { maxLength: 4 })
            .chain((repeats) =>
              fc.shuffledSubarray([...all.keys(), ...repeats].map(String), {
                minLength: all.length + repeats.length,
              }),
            )
            .map((order) => order.map(Number)),
        ),
      ),
      async ([all, order]) => {
        await observeSequentially(all.toSorted(byTime));
        const expected = await readMirror();

        await observeSequentially(order.map((index) => all[index]!));
        await expect(readMirror()).resolves.toEqual(expected);

        await deleteAll();
        await Promise.all(order.map((index) => observe(all[index]!, `batch/${index}`)));
        await expect(readMirror()).resolves.toEqual(expected);
      },
    ),
    { numRuns: 120 },
  ));

test('each field of a row has the value of the latest observation that contains it', () =>
  fc.assert(
    fc.asyncProperty(observations(fc.integer({ min: 0, max: 1_000 })), async (all) => {
      fc.pre(new Set(all.map(({ at }) => at)).size === all.length);
      await observeSequentially(all);
      const { offers: rows, list } = await readMirror();
      for (const row of rows) {
        const id = row.offer_id as string;
        const seen = all.filter(({ offers }) => id in offers).toSorted(byTime);
        const latest = <F extends keyof Offer>(field: F) => {
          const found = seen.findLast(({ offers }) => offers[id]?.[field] !== undefined);
          return found && { at: found.at, value: found.offers[id]![field] as Offer[F] };
        };
        const conversion = latest('lastConversion');
        expect(row).toMatchObject({
          status: latest('status')?.value ?? null,
          payout_text: latest('payout')?.value ?? null,
          daily_cap_kind: latest('dailyCap')?.value.kind ?? null,
          last_conv_raw: conversion?.value.raw ?? null,
          last_conversion_at: (conversion?.value.raw ?? null) !== null,
          first_observed_at: new Date(minute(seen[0]!.at)),
          observed_at: new Date(minute(seen.at(-1)!.at)),
        });
        const asOf = latest('payout')?.at;
        const isStale = asOf !== seen.at(-1)!.at;
        const stale = (row.stale ?? {}) as Record<string, string | null>;
        expect('payout' in stale).toBe(isStale);
        if (isStale) expect(stale.payout).toBe(asOf === undefined ? null : minute(asOf));
        const withoutStatus = seen.filter(({ at }) => at > (latest('status')?.at ?? -1));
        expect(row.status_unconfirmed_at).toEqual(
          withoutStatus.length < 2 ? null : new Date(minute(withoutStatus.at(-2)!.at)),
        );
        expect(list.includes(id)).toBe(
          row.status === 'Active' && withoutStatus.length < 2 && row.last_conversion_at === true,
        );
      }
    }),
    { numRuns: 80 },
  ));
