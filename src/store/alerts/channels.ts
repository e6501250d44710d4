import type { Pool } from 'pg';
import type { Instant } from '../../domain/offer';
import { instant } from '../sql';
import { PENDING } from './outbox';

/** The state of a channel that had a message. */
export interface ChannelState {
  channel: string;
  /** Messages that are neither delivered nor given up. */
  pending: number;
  /** The age of the oldest of them. Null: there is none. */
  oldestPendingSeconds: number | null;
  /** Messages that were given up, until they are deleted. */
  givenUp: number;
  lastDeliveredAt: Instant | null;
  lastFailedAt: Instant | null;
  /** Why the last failed attempt failed. It may have succeeded since. */
  lastError: string | null;
  /** The channel is disabled since then, because its address is gone. */
  disabledAt: Instant | null;
}

/** Reads the state of each channel that has or had a message, in the order of names. */
export async function readChannelStates(pool: Pool): Promise<ChannelState[]> {
  const { rows } = await pool.query<ChannelState>(
    `SELECT channel, coalesce(pending, 0)::int AS pending,
       floor(extract(epoch FROM clock_timestamp() - oldest))::int AS "oldestPendingSeconds",
       (SELECT count(*) FROM alert_messages AS m WHERE m.channel = state.channel AND m.given_up_at IS NOT NULL)::int AS "givenUp",
       ${instant('last_delivered_at')} AS "lastDeliveredAt", ${instant('last_failed_at')} AS "lastFailedAt",
       last_error AS "lastError", ${instant('disabled_at')} AS "disabledAt"
     FROM (alert_channels FULL JOIN (
       SELECT channel, count(*) AS pending, min(created_at) AS oldest FROM alert_messages
       WHERE ${PENDING} GROUP BY channel
     ) AS waiting USING (channel)) AS state
     ORDER BY channel`,
  );
  return rows;
}
