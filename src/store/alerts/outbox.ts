import type { Pool, PoolClient } from 'pg';
import { type AlertNotice, type DeliveryEnd, messageKey } from '../../domain/alerts/notice';

/** Holds for the messages that are neither delivered nor given up. */
export const PENDING = 'delivered_at IS NULL AND given_up_at IS NULL';

/**
 * Adds a message for each notice and channel to the outbox, in the order of the notices. A disabled channel gets none: its
 * messages are recorded as given up.
 *
 * Part of the caller's transaction, so that an episode and its messages are committed together. Idempotent: a message
 * that the outbox has or had is not added again.
 *
 * @returns how many messages were added.
 */
export async function enqueueMessages(
  client: PoolClient,
  notices: readonly AlertNotice[],
  channels: readonly string[],
): Promise<number> {
  if (notices.length === 0 || channels.length === 0) return 0;
  const messages = notices.flatMap((notice) =>
    channels.map((channel) => ({
      key: messageKey(notice, channel),
      channel,
      notice: JSON.stringify(notice),
    })),
  );
  const { rowCount } = await client.query(
    `INSERT INTO alert_messages (key, episode_id, edge, channel, notice, given_up_at, last_error)
     SELECT added.key, (notice #>> '{episode,id}')::bigint, notice ->> 'edge', added.channel, notice,
       CASE WHEN disabled_at IS NOT NULL THEN clock_timestamp() END,
       CASE WHEN disabled_at IS NOT NULL THEN 'the channel is disabled: ' || c.last_error END
     FROM unnest($1::text[], $2::text[], $3::jsonb[]) WITH ORDINALITY AS added (key, channel, notice, number)
     LEFT JOIN alert_channels AS c USING (channel)
     ORDER BY number
     ON CONFLICT (key) DO NOTHING`,
    [
      messages.map(({ key }) => key),
      messages.map(({ channel }) => channel),
      messages.map(({ notice }) => notice),
    ],
  );
  return rowCount ?? 0;
}

/** At most this many deliveries are started at a time. The next run starts the rest. */
const MAX_DISPATCHED = 1_000;

/**
 * A delivery that has not ended after this time is started again, which does nothing as long as it is in progress: the
 * Temporal server may have lost it, or somebody may have ended it.
 */
const DISPATCH_AGAIN_AFTER = `interval '1 hour'`;

/** Lists the keys of the messages whose delivery is to be started, the oldest first. */
export async function listUndispatched(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ key: string }>(
    `SELECT key FROM alert_messages WHERE ${PENDING}
       AND (dispatched_at IS NULL OR dispatched_at < clock_timestamp() - ${DISPATCH_AGAIN_AFTER})
     ORDER BY id LIMIT ${MAX_DISPATCHED}`,
  );
  return rows.map(({ key }) => key);
}

/** Records that the deliveries of these messages are started. */
export async function markDispatched(pool: Pool, keys: readonly string[]): Promise<void> {
  await pool.query('UPDATE alert_messages SET dispatched_at = clock_timestamp() WHERE key = ANY ($1)', [
    keys,
  ]);
}

export interface EndedDelivery {
  key: string;
  outcome: DeliveryEnd;
}

/**
 * Records how the delivery of a message has ended, if the message does not show it: the database was restored from a backup
 * that is older than the end.
 */
export async function recordEnded(pool: Pool, { key, outcome }: EndedDelivery): Promise<void> {
  const column = outcome === 'delivered' ? 'delivered_at' : 'given_up_at';
  await pool.query(`UPDATE alert_messages SET ${column} = clock_timestamp() WHERE key = $1 AND ${PENDING}`, [
    key,
  ]);
}

/** Deletes the messages that were delivered or given up before that time, and the state of channels without messages. */
export async function pruneMessages(
  pool: Pool,
  { olderThanSeconds }: { olderThanSeconds: number },
): Promise<void> {
  await pool.query(
    `DELETE FROM alert_messages
     WHERE coalesce(delivered_at, given_up_at) < clock_timestamp() - $1 * interval '1 second'`,
    [olderThanSeconds],
  );
  await pool.query(
    `DELETE FROM alert_channels AS c WHERE NOT EXISTS (SELECT FROM alert_messages AS m WHERE m.channel = c.channel)`,
  );
}
