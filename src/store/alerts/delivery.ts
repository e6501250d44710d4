import type { Pool, PoolClient } from 'pg';
import type { AlertNotice } from '../../domain/alerts/notice';
import type { Database } from '../database';

/** A channel for people gets at most this many messages in a minute: what comes above is sent as one digest. */
const MAX_SENDS = 5;
const PER_MS = 60_000;

/** Notices in one digest. */
const MAX_DIGEST = 500;

/** A digest that was not tried for this long may be sent by another of its messages. Longer than the longest delay of a retry. */
const TAKE_OVER_AFTER = `interval '30 minutes'`;

/** A channel that answers for this long that its address is gone is disabled. */
const GONE_FOR = `interval '3 days'`;

/** What to do about a message now. */
export type Claim =
  /** Send these at once, in this order. `digest`: identifies them together, the same at each attempt. */
  | { kind: 'send'; digest: string; attempt: number; notices: AlertNotice[] }
  /** Ask again after `forMs`, because of `reason`. */
  | { kind: 'wait'; forMs: number; reason: string }
  /** It was delivered or given up. */
  | { kind: 'done'; outcome: 'delivered' | 'given up' };

export interface MessageToClaim {
  key: string;
  /** Send what comes above five messages in a minute as a digest. */
  isDigested: boolean;
  /** How long a message waits until it asks again whether another one was sent, in milliseconds. */
  waitForOtherMs: number;
}

interface Message {
  channel: string;
  id: string;
  episodeId: string;
  digest: string | null;
  isDelivered: boolean;
  isGivenUp: boolean;
}

/**
 * Decides what to send for a message, and records the attempt.
 *
 * The messages of one episode reach a channel in their order. What is sent together is decided once, so that a repetition
 * sends the same; the other messages of a digest wait until it is sent.
 */
export function claimMessage(
  { transact }: Database,
  { key, isDigested, waitForOtherMs }: MessageToClaim,
): Promise<Claim> {
  return transact(async (client) => {
    const message = await lockMessage(client, key);
    if (message === undefined || message.isGivenUp) return { kind: 'done', outcome: 'given up' };
    if (message.isDelivered) return { kind: 'done', outcome: 'delivered' };
    const digest = message.digest ?? (await claim(client, message, { key, isDigested, waitForOtherMs }));
    if (typeof digest !== 'string') return digest;
    return digest === key || (await isAbandoned(client, digest))
      ? readDigest(client, digest)
      : { kind: 'wait', forMs: waitForOtherMs, reason: 'it is sent with others' };
  });
}

/** Locks the channel, so that the decisions about its messages are made one after the other. Undefined: no such message. */
async function lockMessage(client: PoolClient, key: string): Promise<Message | undefined> {
  await client.query(
    `INSERT INTO alert_channels (channel) SELECT channel FROM alert_messages WHERE key = $1 ON CONFLICT DO NOTHING`,
    [key],
  );
  await client.query(
    `SELECT FROM alert_channels WHERE channel = (SELECT channel FROM alert_messages WHERE key = $1) FOR UPDATE`,
    [key],
  );
  // A separate statement, so that its snapshot includes the previous lock holder's changes.
  const { rows } = await client.query<Message>(
    `SELECT channel, id, episode_id AS "episodeId", digest, delivered_at IS NOT NULL AS "isDelivered",
       given_up_at IS NOT NULL AS "isGivenUp"
     FROM alert_messages WHERE key = $1`,
    [key],
  );
  return rows[0];
}

/** Messages that are neither delivered nor given up. */
const PENDING = 'delivered_at IS NULL AND given_up_at IS NULL';

/** Marks the message, and those to be sent with it, with its key. Returns the key, or how long to wait. */
async function claim(
  client: PoolClient,
  { channel, id }: Message,
  { key, isDigested, waitForOtherMs }: MessageToClaim,
): Promise<string | Claim> {
  const { rows } = await client.query<{ sent: number; pending: number; waitMs: number }>(
    `SELECT count(*)::int AS sent,
       (SELECT count(*) FROM alert_messages WHERE channel = $1 AND ${PENDING} AND digest IS NULL)::int AS pending,
       coalesce(ceil(extract(epoch FROM min(at) - clock_timestamp()) * 1000), 0)::int + $2::int AS "waitMs"
     FROM (
       SELECT min(claimed_at) AS at FROM alert_messages
       WHERE channel = $1 AND claimed_at > clock_timestamp() - $2 * interval '1 ms' GROUP BY digest
     ) AS recent`,
    [channel, PER_MS],
  );
  const { sent, pending, waitMs } = rows[0]!;
  const isTooMany = isDigested && sent + pending > MAX_SENDS;
  if (isTooMany && sent >= MAX_SENDS) {
    return {
      kind: 'wait',
      forMs: Math.max(1, waitMs),
      reason: 'the channel had five messages within a minute',
    };
  }
  const { rowCount } = await client.query(CLAIM, [key, id, channel, isTooMany]);
  return (rowCount ?? 0) > 0
    ? key
    : { kind: 'wait', forMs: waitForOtherMs, reason: 'an earlier message is not sent yet' };
}

/**
 * Claims message $2 of channel $3 under the key $1; with $4 also the others that are not claimed, the oldest first. An
 * earlier message of the same episode must be delivered, or be claimed with it.
 */
const CLAIM = `
WITH claimable AS (
  SELECT id FROM alert_messages AS message
  WHERE channel = $3 AND ${PENDING} AND digest IS NULL AND ($4 OR id = $2)
    AND NOT EXISTS (
      SELECT FROM alert_messages AS earlier
      WHERE channel = $3 AND ${PENDING} AND earlier.episode_id = message.episode_id AND earlier.id < message.id
        AND (earlier.digest IS NOT NULL OR NOT $4))
  ORDER BY id LIMIT ${MAX_DIGEST}
)
UPDATE alert_messages SET digest = $1, claimed_at = clock_timestamp()
WHERE id IN (SELECT id FROM claimable) AND EXISTS (SELECT FROM claimable WHERE id = $2)`;

/** Whether nothing tries to send a digest any more: the delivery of its first message was ended by hand. */
async function isAbandoned(client: PoolClient, digest: string): Promise<boolean> {
  const { rows } = await client.query<{ isAbandoned: boolean }>(
    `SELECT max(attempted_at) < clock_timestamp() - ${TAKE_OVER_AFTER} AS "isAbandoned"
     FROM alert_messages WHERE digest = $1`,
    [digest],
  );
  return rows[0]!.isAbandoned;
}

async function readDigest(client: PoolClient, digest: string): Promise<Claim> {
  const { rows } = await client.query<{ notice: AlertNotice; attempt: number }>(
    `WITH attempted AS (
       UPDATE alert_messages SET attempted_at = clock_timestamp(), attempts = attempts + 1
       WHERE digest = $1 AND ${PENDING} RETURNING id, notice, attempts
     )
     SELECT notice, attempts AS attempt FROM attempted ORDER BY id`,
    [digest],
  );
  return {
    kind: 'send',
    digest,
    attempt: rows[0]!.attempt,
    notices: rows.map(({ notice }) => notice),
  };
}

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
