import type { PoolClient } from 'pg';
import { type AlertNotice, messageKey } from '../../domain/alerts/notice';

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
