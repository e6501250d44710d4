import fc from 'fast-check';
import type { Offer, OfferField } from '../../../src/domain/offer';
import { beginRun, completeOffer, finishRun, minute, observedOffer, RUN, useTestStore } from '../test-store';
import { readChanges } from './read-changes';

const context = useTestStore();

const at = (minutes: number) => new Date(minute(minutes));

function observe(minutes: number, values: Partial<Offer> = {}) {
  return context.save([observedOffer('7', values)], {
    observedAt: minute(minutes),
    requestKey: `batch/${minutes}`,
  });
}

test('a new offer has a row without changes, and an unchanged one has none', async () => {
  await observe(0);
  await observe(1);
  await expect(readChanges(context)).resolves.toEqual([
    { offerId: '7', observedAt: at(0), isNew: true, changes: {} },
  ]);
});

test('a row has the old and the new value of each lasting field that changed', async () => {
  await observe(0);
  await observe(1, {
    status: 'Paused',
    payout: '1.2500',
    currency: 'EUR',
    dailyCap: { kind: 'open' },
    filledCap: { kind: 'percent', amount: 80 },
    carrier: null,
  });
  await expect(readChanges(context)).resolves.toMatchObject([
    { isNew: true },
    {
      offerId: '7',
      observedAt: at(1),
      isNew: false,
      changes: {
        status: ['Active', 'Paused'],
        payout: ['0.350', '1.2500'],
        currency: ['USD', 'EUR'],
        dailyCap: [{ kind: 'count', amount: 580 }, { kind: 'open' }],
        filledCap: [
          { kind: 'percent', amount: 2 },
          { kind: 'percent', amount: 80 },
        ],
        carrier: ['MEO', null],
      },
    },
  ]);
});

test('each lasting field is recorded, and neither a conversion nor another notation of the payout', async () => {
  await observe(0);
  const other: Offer = {
    ...completeOffer({
      status: 'Blocked',
      dailyCap: { kind: 'none' },
      filledCap: { kind: 'open' },
      payout: '2',
    }),
  };
  for (const [field, value] of Object.entries(other)) {
    if (typeof value === 'string' && !['status', 'payout'].includes(field))
      Object.assign(other, { [field]: `other ${value}` });
  }
  await observe(1, other);
  const { lastConversion: _, ...lasting } = other;
  const [, row] = await readChanges(context);
  expect(Object.keys(row!.changes).sort()).toEqual(Object.keys(lasting).sort());

  await observe(2, {
    ...other,
    payout: '2.00',
    lastConversion: { raw: '0min', ageSeconds: 0, precisionSeconds: 60 },
  });
  await expect(readChanges(context)).resolves.toHaveLength(2);
});

test('a repeated, a retried and an overtaken observation leave no row, and the overtaken one is counted', async () => {
  await beginRun(context);
  await observe(0);
  await observe(2, { status: 'Paused' });
  await observe(2, { status: 'Paused' });
  await observe(1, { status: 'Blocked' });
  await expect(readChanges(context)).resolves.toMatchObject([
    { observedAt: at(0), isNew: true },
    { observedAt: at(2), changes: { status: ['Active', 'Paused'] } },
  ]);
  await expect(finishRun(context)).resolves.toMatchObject({ offersOvertaken: 1, offersChanged: 1 });
});

test('a late observation is recorded at its own time, for the fields that the later one lacked', async () => {
  await observe(0);
  const { payout: _, ...withoutPayout } = completeOffer({ status: 'Paused' });
  await context.save([{ offerId: '7', offer: withoutPayout }], {
    observedAt: minute(3),
    requestKey: 'batch/3',
  });
  await observe(2, { status: 'Blocked', payout: '9' });
  const rows = await readChanges(context);
  expect(rows.map(({ observedAt, changes }) => [observedAt, changes])).toEqual([
    [at(0), {}],
    [at(2), { payout: ['0.350', '9'] }],
    [at(3), { status: ['Active', 'Paused'] }],
  ]);
});

test('an offer that the sweep marks has a row at the time of the second request', async () => {
  await context.save([observedOffer('7'), observedOffer('8')], {
    run: { workflowId: 'before', runId: 'before' },
  });
  await beginRun(context);
  for (const [key, minutes] of [
    ['sweep/1', 4],
    ['sweep/2', 6],
  ] as const) {
    await context.save([], {
      purpose: 'sweep',
      requestKey: key,
      observedAt: minute(minutes),
      absentIds: ['8'],
    });
  }
  const mark = () => context.store.markMissing({ run: RUN, maxShare: 1, allowMassRemoval: false });
  await mark();
  await mark();
  const changed = (await readChanges(context)).filter(({ isNew }) => !isNew);
  expect(changed).toEqual([
    { offerId: '8', observedAt: at(6), isNew: false, changes: { status: ['Active', 'Unknown'] } },
  ]);
});

test('two saves of one observation at once record it once', async () => {
  await observe(0);
  await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      context.save([observedOffer('7', { status: 'Paused' })], {
        observedAt: minute(1),
        requestKey: `batch/${index}`,
      }),
    ),
  );
  const changed = (await readChanges(context)).filter(({ isNew }) => !isNew);
  expect(changed).toMatchObject([{ changes: { status: ['Active', 'Paused'] } }]);
});

const FIELDS = ['status', 'payout', 'country', 'dailyCap'] as const satisfies OfferField[];

/** An observation of some of four fields. */
const anyObservation = fc.record(
  {
    status: fc.constantFrom<Offer['status']>('Active', 'Paused', 'Blocked'),
    payout: fc.constantFrom('1', '2', '3'),
    country: fc.constantFrom('PT', 'ES', null),
    dailyCap: fc.constantFrom<Offer['dailyCap']>(
      { kind: 'open' },
      { kind: 'count', amount: 5 },
      { kind: 'none' },
    ),
  },
  { requiredKeys: [] },
);

test('in order of time, each new value of a field is the next old one, and the last is the value of the mirror', async () => {
  let offerNumber = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyObservation, { minLength: 1, maxLength: 8 }), async (observations) => {
      offerNumber += 1;
      const offerId = String(offerNumber);
      for (const [index, offer] of observations.entries()) {
        await context.save([{ offerId, offer }], {
          observedAt: minute(index),
          requestKey: `${offerId}/${index}`,
        });
      }
      const rows = (await readChanges(context)).filter((row) => row.offerId === offerId);
      expect(rows.map(({ isNew }) => isNew)).toEqual(rows.map((_, index) => index === 0));
      const { rows: last } = await context.pool.query<Record<string, unknown>>(
        `SELECT status, payout::text, country,
           CASE WHEN daily_cap_kind IS NOT NULL THEN jsonb_strip_nulls(jsonb_build_object('kind', daily_cap_kind, 'amount', daily_cap)) END AS "dailyCap"
         FROM offers WHERE offer_id = $1`,
        [offerId],
      );
      for (const field of FIELDS) {
        const steps = rows.flatMap(({ changes }) => (changes[field] === undefined ? [] : [changes[field]]));
        const first = observations[0]![field];
        const values = [steps[0]?.[0] ?? first ?? null, ...steps.map(([, current]) => current)];
        expect(steps.map(([old]) => old)).toEqual(values.slice(0, -1));
        if (steps.length > 0) expect(steps[0]![0]).toEqual(first ?? null);
        expect(last[0]![field]).toEqual(values.at(-1));
      }
    }),
    { numRuns: 60 },
  );
});
