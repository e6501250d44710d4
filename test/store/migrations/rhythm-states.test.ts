import { createRhythm, type Rhythm } from '../../../src/domain/rhythm/state';
import { applyMigrations } from '../../../src/store';
import { RHYTHM_STATE, type RhythmStateRow, toRhythm } from '../../../src/store/rhythm/states';
import { useSchemaBefore } from './use-schema-before';

const schema = useSchemaBefore('20260127000000_rhythm_states');

const OBSERVED_AT = 1_767_600_000.25;

/** A rhythm with a different number in each place. */
function numbered(first: number): Rhythm {
  const rhythm = createRhythm();
  const count = (numbers: readonly number[]) => numbers.map((_, index) => first + index / 7);
  return {
    ...rhythm,
    observedAt: OBSERVED_AT,
    conversion: { from: OBSERVED_AT - 120, to: OBSERVED_AT - 60 },
    hourlyCount: count(rhythm.hourlyCount),
    hourlyExposure: count(rhythm.hourlyExposure).map((value) => value * 1e5),
    gapHistogram: count(rhythm.gapHistogram).map((value) => value / 1e9),
    stopped: { since: OBSERVED_AT - 60, limit: 300, recoveredCount: 1, recoveredAt: null },
    cusum: Math.PI,
  };
}

test('the rhythms stay what they were', async () => {
  const { client, databaseUrl } = schema;
  const rhythms = new Map([1, 2].map((first) => [`offer ${first}`, numbered(first)]));
  for (const [offerId, { observedAt, ...state }] of rhythms) {
    await client.query(
      `INSERT INTO offer_rhythms (offer_id, observed_at, conversion_to, per_hour, rescore_at, settings, state)
       VALUES ($1, to_timestamp($2), to_timestamp($3), 1, to_timestamp($2), 'sure', $4)`,
      [offerId, observedAt, state.conversion!.to, JSON.stringify(state)],
    );
  }
  await applyMigrations(databaseUrl);
  const { rows } = await client.query<RhythmStateRow & { offerId: string; at: number }>(
    `SELECT offer_id AS "offerId", extract(epoch FROM observed_at)::float8 AS at, ${RHYTHM_STATE}
     FROM offer_rhythms JOIN rhythm_states AS s USING (offer_id)`,
  );
  expect(new Map(rows.map((row) => [row.offerId, toRhythm(row, row.at)]))).toEqual(rhythms);
});
