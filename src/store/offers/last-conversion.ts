/**
 * The SQL that merges the moment of an offer's last conversion, which the network states as an age with a precision:
 * `1min` is a moment in the interval (request sent - 2 min, answer arrived - 1 min].
 *
 * `excluded` is the observation and `o` the row in the table, as in a merge. Each function takes `asOf`, the time at
 * which the row's last conversion was observed, and assumes that the observation is not earlier.
 */

/**
 * Contradictions below this size come from rounding and from the network's caches. Ages of a day and more are too coarse
 * to tolerate their whole precision.
 */
const TOLERANCE = `greatest(interval '1 minute',
      least(interval '1 day', excluded.last_conversion_to - excluded.last_conversion_from))`;

/**
 * The observed interval is wholly after the row's. If it also ends before the time of the last observation, which did not
 * report that conversion, the two contradict each other: it then counts only if they differ by at least the tolerance.
 */
function isLater(asOf: string): string {
  return `(excluded.last_conversion_from >= o.last_conversion_to
      AND (excluded.last_conversion_to > (${asOf})
        OR excluded.last_conversion_from - o.last_conversion_to >= ${TOLERANCE}))`;
}

/** The network no longer reports the conversion that the row has, but an earlier one. */
const IS_EARLIER = `(o.last_conversion_from - excluded.last_conversion_to >= ${TOLERANCE})`;

/** The intervals have no moment in common. */
const IS_DISJOINT = `(excluded.last_conversion_from >= o.last_conversion_to
      OR excluded.last_conversion_to <= o.last_conversion_from)`;

/**
 * Whether the observation reports another conversion than the row's, or only one of them reports any. Null: neither
 * reports one.
 *
 * A conversion that follows so soon that the intervals overlap is not noticed: counts of true results are lower bounds.
 */
export function isOtherConversion(asOf: string): string {
  return `((o.last_conversion_to IS NULL) <> (excluded.last_conversion_to IS NULL)
      OR ${isLater(asOf)} OR ${IS_EARLIER})`;
}

/**
 * Whether the observation reports a conversion that no earlier observation reported. If the last one reported none, only
 * a conversion after it is certainly new: networks also take one back and report it again.
 */
export function isNewConversion(asOf: string): string {
  return `(excluded.last_conversion_to IS NOT NULL AND CASE WHEN o.last_conversion_to IS NULL
      THEN excluded.last_conversion_to > (${asOf}) ELSE ${isLater(asOf)} END)`;
}

/** The merged `last_conversion_from`: the conversion happened after it. */
export function mergedFrom(asOf: string): string {
  return `CASE WHEN excluded.last_conversion_to IS NULL THEN NULL
      WHEN o.last_conversion_to IS NULL OR ${isLater(asOf)} THEN
        -- The last observation did not report it, so it happened since then, unless it was reported late.
        CASE WHEN excluded.last_conversion_to > (${asOf})
          THEN greatest(excluded.last_conversion_from, (${asOf})) ELSE excluded.last_conversion_from END
      WHEN ${IS_EARLIER} THEN excluded.last_conversion_from
      WHEN ${IS_DISJOINT} THEN o.last_conversion_from
      ELSE greatest(o.last_conversion_from, excluded.last_conversion_from) END`;
}

/** The merged `last_conversion_to`: the conversion happened then or earlier. */
export function mergedTo(asOf: string): string {
  return `CASE WHEN excluded.last_conversion_to IS NULL THEN NULL
      WHEN o.last_conversion_to IS NULL OR ${isLater(asOf)} OR ${IS_EARLIER} THEN excluded.last_conversion_to
      WHEN ${IS_DISJOINT} THEN o.last_conversion_to
      -- Before the last observation: it is the conversion that was observed there. Otherwise it may be a new one.
      WHEN excluded.last_conversion_to <= (${asOf})
        THEN least(o.last_conversion_to, excluded.last_conversion_to)
      ELSE excluded.last_conversion_to END`;
}
