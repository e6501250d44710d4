import fc from 'fast-check';
import type { LastConversion } from '../../../src/domain/offer';
import { minute, observedOffer, useTestStore } from '../test-store';

const context = useTestStore();

/** An age in minutes, as the network states it. */
function ago(minutes: number, precisionMinutes = 1): LastConversion {
  return { raw: `${minutes}min`, ageSeconds: minutes * 60, precisionSeconds: precisionMinutes * 60 };
}

const NONE: LastConversion = { raw: null, ageSeconds: null, precisionSeconds: null };

function observe(minutes: number, lastConversion: LastConversion, offerId = '7') {
  return context.save([observedOffer(offerId, { lastConversion })], {
    observedAt: minute(minutes),
    requestKey: `${offerId}/${minutes}`,
  });
}

/** The counts as `[hour, seen]`. */
async function readCounts(offerId = '7') {
  const { rows } = await context.pool.query<{ hour: string; seen: number }>(
    `SELECT to_char(hour AT TIME ZONE 'UTC', 'DD HH24:MI') AS hour, seen FROM history.conversions_seen
     WHERE offer_id = $1 ORDER BY conversions_seen.hour`,
    [offerId],
  );
  return rows.map(({ hour, seen }) => [hour, seen]);
}

test('each conversion counts once, in its hour', async () => {
  await observe(0, ago(5));
  await observe(2, ago(7));
  await observe(4, ago(1));
  await observe(4, ago(1));
  await observe(6, ago(3));
  await observe(70, ago(0));
  await expect(readCounts()).resolves.toEqual([
    ['05 09:00', 1],
    ['05 10:00', 1],
    ['05 11:00', 1],
  ]);
  await observe(72, ago(0));
  await expect(readCounts()).resolves.toContainEqual(['05 11:00', 2]);
});

test('an age in whole hours counts, a coarser one does not', async () => {
  await observe(0, ago(120, 60));
  await observe(0, ago(1_440, 1_440), '8');
  await expect(readCounts()).resolves.toEqual([['05 08:00', 1]]);
  await expect(readCounts('8')).resolves.toEqual([]);
});

test('an observation that is overtaken, and a conversion that is taken back and reported again, count nothing', async () => {
  await observe(0, ago(1));
  await observe(10, ago(11));
  await observe(8, ago(0));
  await observe(12, NONE);
  await observe(14, ago(15));
  await expect(readCounts()).resolves.toEqual([['05 09:00', 1]]);
  await observe(16, ago(1));
  await expect(readCounts()).resolves.toEqual([
    ['05 09:00', 1],
    ['05 10:00', 1],
  ]);
});

test('an offer that never converted counts its first conversion', async () => {
  await observe(0, NONE);
  await observe(2, ago(0));
  await expect(readCounts()).resolves.toEqual([['05 10:00', 1]]);
});

test('never more are counted than there were, at any gaps and in any order of delivery', async () => {
  let offerNumber = 100;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 12 }),
      fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 2, maxLength: 12 }),
      async (gaps, order) => {
        offerNumber += 1;
        const offerId = String(offerNumber);
        const conversions = gaps.map((_, index) => gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap));
        for (const look of order) {
          const at = (look + 1) * 10;
          const last = conversions.findLast((conversion) => conversion <= at);
          await observe(at, last === undefined ? NONE : ago(at - last), offerId);
        }
        const counts = await readCounts(offerId);
        const seen = counts.reduce((sum, [, count]) => sum + Number(count), 0);
        expect(seen).toBeLessThanOrEqual(conversions.length);
      },
    ),
    { numRuns: 60 },
  );
});

test('two saves of one observation at once count once', async () => {
  await observe(0, ago(30));
  await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      context.save([observedOffer('7', { lastConversion: ago(0) })], {
        observedAt: minute(2),
        requestKey: `${index}`,
      }),
    ),
  );
  await expect(readCounts()).resolves.toEqual([
    ['05 09:00', 1],
    ['05 10:00', 1],
  ]);
});

test('hours older than they are kept are deleted', async () => {
  await observe(0, ago(0));
  await context.save([observedOffer('8', { lastConversion: ago(0) })], {
    observedAt: await context.store.readClock(),
  });
  await context.store.pruneConversions({ olderThanSeconds: 86_400 });
  await expect(readCounts()).resolves.toEqual([]);
  await expect(readCounts('8')).resolves.toHaveLength(1);
});

test('an hour of which a part is still kept is not deleted', async () => {
  const { rows } = await context.pool.query<{ at: Date }>(
    `SELECT clock_timestamp() - interval '1 day' + interval '5 minutes' AS at`,
  );
  await context.save([observedOffer('7', { lastConversion: ago(0) })], {
    observedAt: rows[0]!.at.toISOString(),
  });
  await context.store.pruneConversions({ olderThanSeconds: 86_400 });
  await expect(readCounts()).resolves.toHaveLength(1);
});
