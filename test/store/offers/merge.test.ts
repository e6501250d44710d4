import fc from 'fast-check';
import type { Cap, LastConversion, Offer, OfferStatus } from '../../../src/domain/offer';
import { answerWith, lendStore, minute, wholeOffer, type LentStore } from '../with-store';

let lent: LentStore;
beforeAll(async () => {
  lent = await lendStore();
});
afterAll(() => lent.close());

/** What one answer said of some offers, at a minute. A field that is left out could not be read. */
interface Observation {
  at: number;
  said: Record<string, Partial<Offer>>;
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
  { raw: '5min', ageSeconds: 300 },
  { raw: '<1m', ageSeconds: 30 },
  { raw: null, ageSeconds: null },
);

const changing = { status, payout, dailyCap: cap, lastConversion };
const said: fc.Arbitrary<Partial<Offer>> = fc.oneof(
  // Everything could be read.
  { weight: 4, arbitrary: fc.record(changing).map((offer) => wholeOffer(offer)) },
  // Some of it could not.
  { weight: 3, arbitrary: fc.record(changing, { requiredKeys: [] }) },
  // A mark that the offer is gone says nothing but that.
  { weight: 1, arbitrary: fc.constant({ status: 'Unknown' as const }) },
);

function observations(at: fc.Arbitrary<number>): fc.Arbitrary<Observation[]> {
  const ids = fc.constantFrom('1001', '1002', 'x');
  return fc.array(fc.record({ at, said: fc.dictionary(ids, said, { minKeys: 1, maxKeys: 3 }) }), {
    minLength: 2,
    maxLength: 8,
  });
}

async function observe({ at, said }: Observation, key: string): Promise<void> {
  const offers = Object.entries(said).map(([offerId, offer]) => ({ offerId, offer }));
  await lent.store.saveAnswer(answerWith(offers, { observedAt: minute(at), requestKey: key }));
}

async function forgetAll(): Promise<void> {
  await lent.pool.query('DELETE FROM offers; DELETE FROM run_requests');
}

/** All that the observations are to decide: when a row was written is not part of it. */
async function readMirror(): Promise<{ offers: Record<string, unknown>[]; list: string[] }> {
  await lent.store.refreshConversionList();
  const { rows } = await lent.pool.query<Record<string, unknown>>(
    'SELECT offers.*, payout::text AS payout_text FROM offers ORDER BY offer_id',
  );
  const written = ['created_at', 'updated_at', 'left_active_at'];
  const offers = rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([column]) => !written.includes(column))),
  );
  return { offers, list: await lent.store.listConverting({ after: null, limit: 10 }) };
}

async function observeInTurn(all: Observation[]): Promise<void> {
  await forgetAll();
  for (const [index, observation] of all.entries()) await observe(observation, `batch/${index}`);
}

const inTime = (a: Observation, b: Observation) => a.at - b.at;

test('any order of the same observations, any repeats, at once or in turn, end in the rows of their order in time', () =>
  fc.assert(
    fc.asyncProperty(
      observations(fc.integer({ min: 0, max: 5 })).chain((all) =>
        fc.tuple(
          fc.constant(all),
          // Every one of them at least once, in some order, with some of them again.
          fc
            .array(fc.nat(all.length - 1), { maxLength: 4 })
            .chain((again) =>
              fc.shuffledSubarray([...all.keys(), ...again].map(String), {
                minLength: all.length + again.length,
              }),
            )
            .map((order) => order.map(Number)),
        ),
      ),
      async ([all, order]) => {
        await observeInTurn(all.toSorted(inTime));
        const expected = await readMirror();

        await observeInTurn(order.map((index) => all[index]!));
        await expect(readMirror()).resolves.toEqual(expected);

        await forgetAll();
        await Promise.all(order.map((index) => observe(all[index]!, `batch/${index}`)));
        await expect(readMirror()).resolves.toEqual(expected);
      },
    ),
    { numRuns: 120 },
  ));

test('each field of a row is as the latest observation to say it said', () =>
  fc.assert(
    fc.asyncProperty(observations(fc.integer({ min: 0, max: 1_000 })), async (all) => {
      fc.pre(new Set(all.map(({ at }) => at)).size === all.length);
      await observeInTurn(all);
      const { offers, list } = await readMirror();
      for (const row of offers) {
        const id = row.offer_id as string;
        const seen = all.filter(({ said }) => id in said).toSorted(inTime);
        const latest = <F extends keyof Offer>(field: F) => {
          const found = seen.findLast(({ said }) => said[id]?.[field] !== undefined);
          return found && { at: found.at, value: found.said[id]![field] as Offer[F] };
        };
        const conversion = latest('lastConversion');
        const age = conversion?.value.ageSeconds ?? null;
        expect(row).toMatchObject({
          status: latest('status')?.value ?? null,
          payout_text: latest('payout')?.value ?? null,
          daily_cap_kind: latest('dailyCap')?.value.kind ?? null,
          last_conv_raw: conversion?.value.raw ?? null,
          last_conversion_at:
            conversion === undefined || age === null
              ? null
              : new Date(Date.parse(minute(conversion.at)) - age * 1000),
          observed_at: new Date(minute(seen.at(-1)!.at)),
        });
        const asOf = latest('payout')?.at;
        const isStale = asOf !== seen.at(-1)!.at;
        const stale = (row.stale ?? {}) as Record<string, string | null>;
        expect('payout' in stale).toBe(isStale);
        if (isStale) expect(stale.payout).toBe(asOf === undefined ? null : minute(asOf));
        expect(list.includes(id)).toBe(row.status === 'Active' && row.last_conversion_at !== null);
      }
    }),
    { numRuns: 80 },
  ));
