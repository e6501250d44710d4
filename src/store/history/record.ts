/**
 * SQL for a CTE that writes the history of the merge in the CTE `merged`: a row for each offer that is new or of which a
 * lasting field changed.
 *
 * It is part of the merging statement, so there is exactly one row for each change, whatever is repeated. An observation
 * that adds nothing, because the mirror has a later one, leaves no row.
 *
 * @param observedAt SQL of the observation's time. It may use the columns of `merged`.
 */
export function recordChanges(observedAt: string): string {
  return `INSERT INTO history.offer_changes (offer_id, observed_at, is_new, changes)
  SELECT offer_id, ${observedAt}, is_new, coalesce(changes, '{}') FROM merged WHERE is_new OR changes IS NOT NULL`;
}
/**
 * The widest interval of a conversion whose hour is known: the network states many ages in whole hours, and a request
 * takes some time.
 */
const MAX_WIDTH = `interval '65 minutes'`;

/**
 * SQL for a CTE that counts the conversions that the merge in the CTE `merged` has seen for the first time, in the UTC hour
 * in which each ended at the latest, and marks the minute. One whose interval is too wide to know the hour is not counted.
 *
 * The offers' rows are locked by the merge, so no other statement counts the same conversion, nor locks these rows in
 * another order.
 */
export const COUNT_CONVERSIONS = `INSERT INTO history.conversions_seen AS s (offer_id, hour, seen, minutes)
  SELECT offer_id, date_trunc('hour', last_conversion_to, 'UTC'), 1,
    1::bigint << extract(minute FROM last_conversion_to AT TIME ZONE 'UTC')::integer
  FROM merged
  WHERE is_converted AND last_conversion_to - last_conversion_from <= ${MAX_WIDTH}
  ON CONFLICT (offer_id, hour) DO UPDATE SET seen = s.seen + excluded.seen, minutes = s.minutes | excluded.minutes`;
