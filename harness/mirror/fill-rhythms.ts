import type { Client } from 'pg';
import { createRhythm } from '../../src/domain/rhythm/state';
import { toStateColumns } from '../../src/store/rhythm/states';
import { random } from './sql-random';

const { hourlyCount, hourlyExposure, gapHistogram, state } = toStateColumns(createRhythm());

/** Gaps of this many conversions, in three neighbouring bins. */
const GAP_BINS = [6, 7, 8];

/**
 * For each offer that converted: a rhythm of a rate that its last conversion makes likely. `careful` and `alive` are the
 * factors of a score. Offers that are not Active have no score.
 */
const FILL_RHYTHMS = `
WITH converting AS MATERIALIZED (
  SELECT offer_id, status = 'Active' AS is_active, observed_at, last_conversion_from, last_conversion_to,
    (1 + ${random(15)} % 400 / 100.0) * 3600 / (60 + extract(epoch FROM observed_at - last_conversion_to)) AS per_hour,
    (30 + ${random(16)} % 70) / 100.0 AS careful, (10 + ${random(17)} % 90) / 100.0 AS alive, 10 + ${random(18)} % 500 AS seen
  FROM (SELECT *, hashtext(offer_id) AS n FROM offers WHERE last_conversion_hour IS NOT NULL) AS offers
), states AS (
  INSERT INTO rhythm_states (offer_id, hourly_count, hourly_exposure, gap_histogram, state)
  SELECT offer_id, array_fill(seen / 24.0, ARRAY[${hourlyCount.length}]), array_fill(25000 + seen / 10.0, ARRAY[${hourlyExposure.length}]),
    ARRAY(SELECT CASE WHEN bin IN (${GAP_BINS.join(', ')}) THEN seen / ${GAP_BINS.length}.0 ELSE 0 END FROM generate_series(1, ${gapHistogram.length}) AS bin),
    '${JSON.stringify(state)}'::jsonb || jsonb_build_object('conversionsSeen', seen, 'conversion', jsonb_build_object(
      'from', extract(epoch FROM last_conversion_from), 'to', extract(epoch FROM last_conversion_to)))
  FROM converting
)
INSERT INTO offer_rhythms (offer_id, observed_at, conversion_to, per_hour, score, rescore_at, settings)
SELECT offer_id, observed_at, last_conversion_to, per_hour, CASE WHEN is_active THEN per_hour * careful * alive END,
  observed_at + interval '1 hour', ''
FROM converting`;

/** The conversions of the last day by hour, up to the last one. */
const FILL_CONVERSIONS = `
INSERT INTO history.conversions_seen (offer_id, hour, seen)
SELECT offer_id, hour, ceil(per_hour)
FROM (SELECT *, hashtext(offer_id) AS n FROM offer_rhythms) AS r, generate_series(date_trunc('hour', now(), 'UTC') - interval '23 hours',
  date_trunc('hour', conversion_to, 'UTC'), interval '1 hour') AS hour
WHERE hour = date_trunc('hour', conversion_to, 'UTC') OR ${random('extract(hour FROM hour)::int')} % 100 < 100 * per_hour`;

/** Give each offer that converts a rhythm, and those that are Active a score, as some days of HIGHs would have. */
export async function fillRhythms(client: Client): Promise<void> {
  await client.query(FILL_RHYTHMS);
  await client.query(FILL_CONVERSIONS);
}
