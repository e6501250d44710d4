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

/** A message that a channel refuses for this long is given up, if the channel has accepted another one since. */
const REFUSED_FOR = `interval '1 hour'`;

/** The same, if it has accepted none: all that it refuses may be the fault of its settings. */
const ALONE_REFUSED_FOR = `interval '3 days'`;

export interface FailedDelivery {
  channel: string;
  digest: string;
  /** Why, in one sentence without secrets. */
  error: string;
  /** `gone`: the channel answers that its address is gone. `refused`: it refuses this message, and may accept another. */
  outcome: 'gone' | 'refused' | 'failed';
}

/** `disabled now`: by this failure. `disabled`: by an earlier one. `refused`: the message is given up. */
export type FailureOutcome = 'retry' | 'refused' | 'disabled now' | 'disabled';

/**
 * Records a failed attempt. A channel whose address has been gone for three days is disabled: its messages are given up. A
 * message that is refused for an hour while another one is accepted, or for three days, is given up. A digest is halved
 * instead, until the refused message is alone.
 *
 * @returns `retry` as long as neither the channel is disabled nor the message given up.
 */
export function recordFailure(
  { transact }: Database,
  { channel, digest, error, outcome }: FailedDelivery,
): Promise<FailureOutcome> {
  return transact(async (client) => {
    const { rows } = await client.query<{ outcome: FailureOutcome }>(
      `UPDATE alert_channels SET last_failed_at = at, last_error = $2,
         gone_since = CASE WHEN $3 THEN coalesce(gone_since, at) END,
         disabled_at = CASE WHEN $3 AND gone_since < at - ${GONE_FOR} THEN coalesce(disabled_at, at) END
       FROM (SELECT clock_timestamp() AS at) AS failed
       WHERE channel = $1
       RETURNING CASE WHEN disabled_at IS NULL THEN 'retry' WHEN disabled_at = at THEN 'disabled now' ELSE 'disabled' END AS outcome`,
      [channel, error, outcome === 'gone'],
    );
    const channelOutcome = rows[0]?.outcome ?? 'retry';
    await client.query(
      `UPDATE alert_messages SET last_error = $2, given_up_at = CASE WHEN $3 THEN clock_timestamp() END,
         refused_since = CASE WHEN $5 THEN coalesce(refused_since, clock_timestamp()) ELSE refused_since END
       WHERE ${PENDING} AND (digest = $1 OR ($3 AND channel = $4))`,
      [digest, error, channelOutcome !== 'retry', channel, outcome === 'refused'],
    );
    return outcome === 'refused' && channelOutcome === 'retry'
      ? endRefused(client, { channel, digest })
      : channelOutcome;
  });
}

/** Gives up a message that was refused for long enough, or halves its digest. */
async function endRefused(
  client: PoolClient,
  { channel, digest }: Pick<FailedDelivery, 'channel' | 'digest'>,
): Promise<'retry' | 'refused'> {
  const { rows } = await client.query<{ key: string; isLong: boolean | null }>(
    `SELECT key, refused_since < clock_timestamp() - ${ALONE_REFUSED_FOR}
         OR refused_since < clock_timestamp() - ${REFUSED_FOR} AND refused_since < last_delivered_at AS "isLong"
     FROM alert_messages JOIN alert_channels USING (channel)
     WHERE channel = $1 AND digest = $2 AND ${PENDING} ORDER BY id`,
    [channel, digest],
  );
  if (!rows.some(({ isLong }) => isLong)) return 'retry';
  const [first] = rows;
  if (rows.length === 1) {
    await client.query(`UPDATE alert_messages SET given_up_at = clock_timestamp() WHERE key = $1`, [
      first!.key,
    ]);
    return 'refused';
  }
  // The first half is sent next. The others are claimed again, and so wait for what they have to.
  const kept = rows.slice(0, Math.ceil(rows.length / 2)).map(({ key }) => key);
  await client.query(
    `UPDATE alert_messages SET digest = CASE WHEN key = ANY ($2) THEN $3 END,
       claimed_at = CASE WHEN key = ANY ($2) THEN clock_timestamp() END
     WHERE digest = $1 AND ${PENDING}`,
    [digest, kept, first!.key],
  );
  return 'retry';
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
