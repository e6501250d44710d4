import fc from 'fast-check';
import type { LastConversion, Offer } from '../../../src/domain/offer';
import { completeOffer, minute, observedOffer, useTestStore } from '../test-store';
import { beginHistory } from './begin-history';

const context = useTestStore('all');
beforeAll(() => beginHistory(context));

let requests = 0;

function observe(minutes: number, offerId: string, values: Partial<Offer> = {}) {
  requests += 1;
  return context.save([observedOffer(offerId, values)], {
    observedAt: minute(minutes),
    requestKey: `${requests}`,
  });
}

const readAt = async (minutes: number, offerId: string) =>
  (await context.store.readPastOffer(offerId, minute(minutes))).offer;

function ago(minutes: number, precisionMinutes = 1): LastConversion {
  return { raw: `${minutes}min`, ageSeconds: minutes * 60, precisionSeconds: precisionMinutes * 60 };
}

const NONE: LastConversion = { raw: null, ageSeconds: null, precisionSeconds: null };

test('an offer has the values of the time, from its first observation on', async () => {
  // All of them saw the same conversion.
  const at = (minutes: number, values: Partial<Offer>) =>
    observe(minutes, '1', { ...values, lastConversion: ago(minutes - 5) });
  const resumed = { payout: '0.4', carrier: null, dailyCap: { kind: 'open' } } as const;
  await at(10, {});
  await at(20, { status: 'Paused', filledCap: { kind: 'percent', amount: 80.5 } });
  await at(30, resumed);
  await at(40, resumed);

  await expect(readAt(9, '1')).resolves.toBeUndefined();
  await expect(readAt(10, '1')).resolves.toMatchObject({
    status: 'Active',
    payout: '0.350',
    carrier: 'MEO',
    dailyCap: 580,
    dailyCapKind: 'count',
    filledCap: 2,
    filledCapKind: 'percent',
    firstObservedAt: minute(10),
    observedAt: null,
    updatedAt: null,
    leftActiveAt: null,
    statusConfirmed: null,
  });
  await expect(readAt(29, '1')).resolves.toMatchObject({
    status: 'Paused',
    filledCap: 80.5,
    payout: '0.350',
    leftActiveAt: minute(20),
  });
  await expect(readAt(30, '1')).resolves.toMatchObject({
    status: 'Active',
    payout: '0.4',
    carrier: null,
    dailyCap: null,
    dailyCapKind: 'open',
    updatedAt: minute(30),
    observedAt: null,
  });
  // Not observed since: all values, but not how often the offer converts now.
  await expect(readAt(40, '1')).resolves.toEqual({
    ...(await context.store.readOffer('1')),
    priority: 'HIGH',
    lastConversionAgeSeconds: 35 * 60,
    inHigh: null,
    observations: null,
    spark: null,
  });
});

test('a field that was never readable before the time is null, and a late observation has its own time', async () => {
  const { payout: _, country: __, ...first } = completeOffer();
  await context.save([{ offerId: '2', offer: first }], { observedAt: minute(1), requestKey: '2/1' });
  const { payout: ___, ...third } = completeOffer({ country: 'ES' });
  await context.save([{ offerId: '2', offer: third }], { observedAt: minute(5), requestKey: '2/5' });
  await observe(3, '2', { payout: '7', country: 'PT' });

  await expect(readAt(2, '2')).resolves.toMatchObject({ payout: null, country: null });
  // The country of minute 3 was overtaken, so no mirror had it.
  await expect(readAt(3, '2')).resolves.toMatchObject({ payout: '7', country: null });
  await expect(readAt(5, '2')).resolves.toMatchObject({ payout: '7', country: 'ES' });
});

test('an unknown id, and one with NUL, are no offers', async () => {
  await expect(readAt(5, 'none')).resolves.toBeUndefined();
  await expect(readAt(5, '1\0')).resolves.toBeUndefined();
});

test('the last conversion is the latest before the time that was seen, to the minute', async () => {
  await observe(0, '3', { lastConversion: ago(4) });
  await observe(10, '3', { lastConversion: ago(3) });
  await observe(70, '3', { lastConversion: ago(5) });
  await observe(80, '3', { lastConversion: ago(0) });
  await observe(82, '3', { lastConversion: ago(2) });

  const conversionAt = async (minutes: number) => {
    const offer = await readAt(minutes, '3');
    return [offer?.lastConversionAt, offer?.lastConversionAgeSeconds, offer?.lastConvRaw];
  };
  await expect(conversionAt(5)).resolves.toEqual([minute(-3), 480, null]);
  await expect(conversionAt(7)).resolves.toEqual([minute(-3), 600, null]);
  await expect(conversionAt(9)).resolves.toEqual([minute(8), 60, null]);
  await expect(conversionAt(64)).resolves.toEqual([minute(8), 56 * 60, null]);
  await expect(conversionAt(75)).resolves.toEqual([minute(66), 9 * 60, null]);
  // No conversion was seen since: the exact interval.
  await expect(readAt(81, '3')).resolves.toMatchObject({
    lastConversionFrom: minute(79),
    lastConversionTo: minute(80),
  });
  await expect(conversionAt(82)).resolves.toEqual([minute(80), 120, '2min']);
});

test('a conversion that was counted before minutes were marked happened by the end of its hour', async () => {
  await observe(0, '4', { lastConversion: ago(30) });
  await observe(90, '4', { lastConversion: ago(1) });
  await context.pool.query(`UPDATE history.conversions_seen SET minutes = 0 WHERE offer_id = '4'`);
  await expect(readAt(0, '4')).resolves.toMatchObject({ lastConversionAt: minute(0) });
  await expect(readAt(85, '4')).resolves.toMatchObject({ lastConversionAt: minute(0) });
});

test('at any time, the last conversion is the last one of the looks before it, to the minute', async () => {
  let offerNumber = 100;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 3, max: 40 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 0, max: 240 }), { minLength: 1, maxLength: 4 }),
      async (gaps, times) => {
        offerNumber += 1;
        const offerId = String(offerNumber);
        const conversions = gaps.map((_, index) => gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap));
        const lastBefore = (time: number) => conversions.findLast((conversion) => conversion <= time);
        const offers = Array.from({ length: 121 }, (_, index) => {
          const last = lastBefore(index * 2);
          return { at: index * 2, lastConversion: last === undefined ? NONE : ago(index * 2 - last) };
        });
        for (const { at, lastConversion } of offers.filter(
          ({ at }) => at % 20 === 0 || lastBefore(at) !== lastBefore(at - 2),
        ))
          await observe(at, offerId, { lastConversion });
        for (const time of times) {
          const { lastConversionAt } = (await readAt(time, offerId))!;
          const last = lastBefore(time - 1);
          if (last === undefined) expect([null, minute(time)]).toContain(lastConversionAt);
          else {
            expect(Date.parse(lastConversionAt!)).toBeGreaterThanOrEqual(Date.parse(minute(last)));
            expect(Date.parse(lastConversionAt!)).toBeLessThanOrEqual(
              Date.parse(minute(Math.min(time, lastBefore(time)! + 1))),
            );
          }
        }
      },
    ),
    { numRuns: 15 },
  );
});
