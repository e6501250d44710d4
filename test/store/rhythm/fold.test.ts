import { createRandom } from '../../../harness/random';
import type { ObservedOffer } from '../../../src/domain/offer';
import { applySettings } from '../../../src/domain/rhythm/episodes';
import { observe } from '../../../src/domain/rhythm/observe';
import { createRhythm, type Rhythm } from '../../../src/domain/rhythm/state';
import { parseSettings } from '../../../src/store/rhythm/settings';
import { RHYTHM_STATE, type RhythmStateRow, toRhythm } from '../../../src/store/rhythm/states';
import { useTestStore } from '../test-store';
import { converted, DAY, fold, HOUR, MINUTE, saveRun, START } from './live';

const context = useTestStore('all');

interface SimulatedOffer {
  offerId: string;
  /** The times of its conversions. */
  conversions: number[];
}

/** Conversions at random, until one in five offers stops for some hours. */
function simulateOffer(index: number, until: number): SimulatedOffer {
  const random = createRandom(index + 1);
  const gap = 4 * MINUTE * 1.35 ** (index % 15);
  const silentFrom = index % 5 === 0 ? START + 1.4 * DAY : Infinity;
  const conversions: number[] = [];
  for (let at = START; at < until;) {
    at += -Math.log(1 - random()) * gap;
    if (at < silentFrom || at > silentFrom + 0.4 * DAY) conversions.push(at);
  }
  return { offerId: String(index), conversions };
}

/** The rhythms as stored. */
async function readRhythms(): Promise<Map<string, Rhythm>> {
  const { rows } = await context.pool.query<RhythmStateRow & { offerId: string; at: number }>(
    `SELECT offer_id AS "offerId", extract(epoch FROM observed_at)::float8 AS at, ${RHYTHM_STATE}
     FROM offer_rhythms JOIN rhythm_states AS s USING (offer_id)`,
  );
  return new Map(rows.map((row) => [row.offerId, toRhythm(row, row.at)]));
}

interface MirrorRow {
  offerId: string;
  isActive: boolean;
  at: number;
  from: number | null;
  to: number | null;
  settings: string;
}

/** What the mirror knows of each offer, in the words of the rhythm. */
async function readMirror(): Promise<MirrorRow[]> {
  const { rows } = await context.pool.query<MirrorRow>(
    `SELECT offer_id AS "offerId", status = 'Active' AS "isActive",
       extract(epoch FROM coalesce((stale ->> CASE WHEN status = 'Active' THEN 'lastConversion' ELSE 'status' END)::timestamptz, observed_at))::float8 AS at,
       extract(epoch FROM last_conversion_from)::float8 AS "from", extract(epoch FROM last_conversion_to)::float8 AS "to",
       CASE WHEN silence_seconds IS NULL THEN coalesce(sensitivity, 'sure') ELSE sensitivity || '/' || silence_seconds END AS settings
     FROM offers LEFT JOIN watchlist USING (offer_id)`,
  );
  return rows;
}

test('runs at any spacing, with pauses and unreadable values, leave the rhythms that folding every observation gives', async () => {
  const end = START + 2.2 * DAY;
  const random = createRandom(7);
  const offers = Array.from({ length: 30 }, (_, index) => simulateOffer(index, end));
  const expected = new Map<string, { rhythm: Rhythm; settings: string }>();
  const expectedEvents: unknown[] = [];
  const events: unknown[] = [];
  let ticks = 0;
  for (let at = START + 90.25; at < end; at += random() < 0.05 ? 3 * HOUR * random() : 17 * MINUTE) {
    ticks += 1;
    const isPaused = (index: number) => index % 7 === 0 && at > START + 1.7 * DAY && at < START + 1.9 * DAY;
    const observed = offers.flatMap(({ offerId, conversions }, index): ObservedOffer[] => {
      const last = conversions.findLast((time) => time <= at) ?? null;
      const whole = converted(offerId, last, at, isPaused(index) ? { status: 'Paused' } : {});
      const { status, lastConversion, ...rest } = whole.offer;
      const luck = random();
      if (luck < 0.03) return [];
      if (luck < 0.06) return [{ offerId, offer: { ...rest, status: status! } }];
      if (luck < 0.09) return [{ offerId, offer: { ...rest, lastConversion: lastConversion! } }];
      return [whole];
    });
    if (ticks === 100) {
      await context.store.watchOffers(['3'], { sensitivity: 'quick' });
      await context.store.watchOffers(['10', '14'], { silenceSeconds: 40 * MINUTE });
    }
    const run = await saveRun(context, at, observed, ticks % 5 === 0 ? 'full' : 'high');
    if (random() < 0.1) continue;
    events.push(...(await fold(context, run)).map(({ offerId, event }) => ({ offerId, ...event })));
    if (random() < 0.3) await expect(fold(context, run)).resolves.toEqual([]);

    const seen = new Set(observed.map(({ offerId }) => offerId));
    const isHigh = run.workflowId.startsWith('high');
    for (const row of await readMirror()) {
      const { offerId, isActive, from, to, settings } = row;
      const known = expected.get(offerId);
      const isObserved = !isHigh || seen.has(offerId);
      if (!isObserved || (known === undefined && (!isActive || to === null))) continue;
      if (row.at <= (known?.rhythm.observedAt ?? 0)) continue;
      const before = known?.rhythm ?? createRhythm();
      const judged = observe(
        known?.settings === settings ? before : applySettings(before, parseSettings(settings)),
        { at: row.at, isActive, lastConversion: from === null || to === null ? null : { from, to } },
        parseSettings(settings),
      );
      expected.set(offerId, { rhythm: judged.rhythm, settings });
      expectedEvents.push(...judged.events.map((event) => ({ offerId, ...event })));
    }
  }
  expect(ticks).toBeGreaterThan(120);
  const bySteps = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  expect(events.toSorted(bySteps)).toEqual(expectedEvents.toSorted(bySteps));
  expect(events.length).toBeGreaterThan(5);
  await expect(readRhythms()).resolves.toEqual(
    new Map([...expected].map(([offerId, { rhythm }]) => [offerId, rhythm])),
  );
});
