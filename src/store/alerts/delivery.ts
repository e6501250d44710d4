import type { Pool, PoolClient } from 'pg';
import type { Database } from '../database';
import { PENDING } from './outbox';

/** A channel that answers for this long that its address is gone is disabled. */
const GONE_FOR = `interval '3 days'`;

/** Records that a channel has accepted what was sent. Idempotent. A disabled channel is enabled again. */
export function recordDelivery(
  { transact }: Database,
  { channel, digest }: { channel: string; digest: string },
): Promise<void> {
  return transact(async (client) => {
    await client.query(
      `UPDATE alert_messages SET delivered_at = clock_timestamp() WHERE digest = $1 AND ${PENDING}`,
      [digest],
    );
    await recordChannelWorks(client, channel);
  });
}

/** Records that a channel has accepted a message, and enables it if it was disabled. */
export async function recordChannelWorks(client: Pool | PoolClient, channel: string): Promise<void> {
  await client.query(
    `INSERT INTO alert_channels (channel, last_delivered_at) VALUES ($1, clock_timestamp())
     ON CONFLICT (channel) DO UPDATE SET last_delivered_at = excluded.last_delivered_at, gone_since = NULL, disabled_at = NULL`,
    [channel],
  );
}

export interface FailedDelivery {
  channel: string;
  digest: string;
  /** Why, in one sentence without secrets. */
  error: string;
  /** The channel answers that its address is gone. */
  isGone: boolean;
}

/** `disabled now`: by this failure. `disabled`: by an earlier one. */
export type FailureOutcome = 'retry' | 'disabled now' | 'disabled';

/**
 * Records a failed attempt. A channel whose address has been gone for three days is disabled: its messages are given up.
 *
 * @returns `retry` as long as the channel is not disabled.
 */
export function recordFailure(
  { transact }: Database,
  { channel, digest, error, isGone }: FailedDelivery,
): Promise<FailureOutcome> {
  return transact(async (client) => {
    const { rows } = await client.query<{ outcome: FailureOutcome }>(
      `UPDATE alert_channels SET last_failed_at = at, last_error = $2,
         gone_since = CASE WHEN $3 THEN coalesce(gone_since, at) END,
         disabled_at = CASE WHEN $3 AND gone_since < at - ${GONE_FOR} THEN coalesce(disabled_at, at) END
       FROM (SELECT clock_timestamp() AS at) AS failed
       WHERE channel = $1
       RETURNING CASE WHEN disabled_at IS NULL THEN 'retry' WHEN disabled_at = at THEN 'disabled now' ELSE 'disabled' END AS outcome`,
      [channel, error, isGone],
    );
    const outcome = rows[0]?.outcome ?? 'retry';
    await client.query(
      `UPDATE alert_messages SET last_error = $2, given_up_at = CASE WHEN $3 THEN clock_timestamp() END
       WHERE ${PENDING} AND (digest = $1 OR ($3 AND channel = $4))`,
      [digest, error, outcome !== 'retry', channel],
    );
    return outcome;
  });
}

/** How long a message waits for its channel to be in the settings again. */
const UNKNOWN_FOR = `interval '3 days'`;

/**
 * Gives up a message whose channel is not in the settings, if it is older than three days: a worker with other settings may
 * know the channel.
 *
 * @returns `done`: it was delivered or given up before.
 */
export async function giveUpUnknown(
  { pool }: Database,
  { key }: { key: string },
): Promise<'retry' | 'given up now' | 'done'> {
  const { rows } = await pool.query<{ isGivenUp: boolean }>(
    `UPDATE alert_messages SET last_error = 'its channel is not in the settings',
       given_up_at = CASE WHEN created_at < clock_timestamp() - ${UNKNOWN_FOR} THEN clock_timestamp() END
     WHERE key = $1 AND ${PENDING} RETURNING given_up_at IS NOT NULL AS "isGivenUp"`,
    [key],
  );
  const [message] = rows;
  if (message === undefined) return 'done';
  return message.isGivenUp ? 'given up now' : 'retry';
}
