import type { PoolClient } from 'pg';
import type { AlertNotice, DeliveryEnd } from '../../domain/alerts/notice';
import type { Database } from '../database';
import { PENDING } from './outbox';

/** A channel for people gets at most this many messages in a minute: what comes above is sent as one digest. */
const MAX_SENDS = 5;
const PER_MS = 60_000;

/** Notices in one digest. */
const MAX_DIGEST = 500;

/** A digest that was not tried for this long may be sent by another of its messages. Longer than the longest delay of a retry. */
const TAKE_OVER_AFTER = `interval '30 minutes'`;

/** An older message does not hold back those of later episodes: its channel may refuse it for what it says. */
const HOLDS_BACK_FOR = `interval '1 day'`;

/** What to do about a message now. */
export type Claim =
  /** Send these at once, in this order. `digest`: identifies them together, the same at each attempt. */
  | { kind: 'send'; digest: string; attempt: number; notices: AlertNotice[] }
  /** Ask again after `forMs`, because of `reason`. */
  | { kind: 'wait'; forMs: number; reason: string }
  /** It was delivered or given up. */
  | { kind: 'done'; outcome: DeliveryEnd };

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
 * The messages of one episode reach a channel in their order, and so do those of one kind and offer, unless an earlier
 * one is pending for a day. What is sent together is decided once, so that a repetition sends the same, and again only
 * after the channel has refused it; the other messages of a digest wait until it is sent.
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

/** Marks the message, and those to be sent with it, with its key. Returns the key, or how long to wait. */
async function claim(
  client: PoolClient,
  { channel, id }: Message,
  { key, isDigested, waitForOtherMs }: MessageToClaim,
): Promise<string | Claim> {
  // Of the pending messages, more than are sent one by one need not be counted.
  const { rows } = await client.query<{ sent: number; pending: number; waitMs: number }>(
    `SELECT count(*)::int AS sent,
       (SELECT count(*) FROM (
         SELECT FROM alert_messages WHERE channel = $1 AND ${PENDING} AND digest IS NULL LIMIT ${MAX_SENDS + 1}
       ) AS unclaimed)::int AS pending,
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

/** What a message is about: the expressions of alert_messages_subject_idx. */
const subjectOf = (message: string) =>
  `(${message}.notice #>> '{episode,kind}', coalesce(${message}.notice #>> '{episode,offerId}', ''))`;

/**
 * Claims message $2 of channel $3 under the key $1; with $4 also the others that are not claimed, the oldest first.
 *
 * An earlier message of the same kind and offer must be delivered, or be claimed with it: the last message tells the
 * present state. All wait in the order of ids, so no two wait for each other.
 */
const CLAIM = `
WITH claimable AS (
  SELECT id FROM alert_messages AS message
  WHERE channel = $3 AND ${PENDING} AND digest IS NULL AND ($4 OR id = $2)
    AND NOT EXISTS (
      SELECT FROM alert_messages AS earlier
      WHERE channel = $3 AND ${PENDING} AND earlier.id < message.id
        AND ${subjectOf('earlier')} = ${subjectOf('message')}
        AND (earlier.episode_id = message.episode_id OR earlier.created_at > clock_timestamp() - ${HOLDS_BACK_FOR})
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
