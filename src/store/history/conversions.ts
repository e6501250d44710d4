import type { Pool } from 'pg';
import type { Instant } from '../../domain/offer';
import { withoutNul } from '../offers/filters';
import { instant } from '../sql';

/** The conversions of an offer that were seen in one hour. */
export interface SeenHour {
  /** The beginning of the hour (UTC). */
  hour: Instant;
  /** A lower bound: several conversions between two observations are seen as one. */
  seen: number;
  /** The minutes of the hour in which they were seen, ascending, 0 to 59. Empty: only the hour is known. */
  minutes: number[];
}

export interface SeenConversions {
  /** The beginning of the first hour that was asked for. */
  from: Instant;
  /** Conversions are kept since this time. Null: none has been deleted. */
  keptSince: Instant | null;
  /** The hours with conversions, ascending. */
  hours: SeenHour[];
}

const READ_SPAN = `
SELECT ${instant('from_hour')} AS "from",
  (SELECT ${instant(`nullif(since, '-infinity')`)} FROM history.conversions_kept) AS "keptSince",
  coalesce((SELECT jsonb_agg(jsonb_build_object('hour', ${instant('hour')}, 'seen', seen, 'bits', minutes::text) ORDER BY hour)
    FROM history.conversions_seen WHERE offer_id = $1 AND hour >= from_hour AND hour <= now()), '[]') AS hours
FROM (SELECT date_trunc('hour', now(), 'UTC') - ($2::int - 1) * interval '1 hour' AS from_hour) AS span`;

interface SpanRow extends Omit<SeenConversions, 'hours'> {
  hours: { hour: Instant; seen: number; bits: string }[];
}

/** Reads in which of the last hours an offer was seen to convert. The last hour is the present one. */
export async function readConversions(pool: Pool, offerId: string, hours: number): Promise<SeenConversions> {
  const { rows } = await pool.query<SpanRow>(READ_SPAN, [withoutNul(offerId), hours]);
  const { hours: found, ...span } = rows[0]!;
  return {
    ...span,
    hours: found.map(({ bits, ...hour }) => ({ ...hour, minutes: minutesOf(BigInt(bits)) })),
  };
}

function minutesOf(bits: bigint): number[] {
  return Array.from({ length: 60 }, (_, minute) => minute).filter(
    (minute) => ((bits >> BigInt(minute)) & 1n) === 1n,
  );
}
