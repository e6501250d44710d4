import type { PoolClient } from 'pg';
import type { Instant } from '../../domain/offer';
import { countSilentTicks, MAX_TICKS, type NetworkTick } from '../../domain/rhythm/network-silence';
import type { Interval } from '../../domain/rhythm/state';
import { instant } from '../sql';

/** The ticks that are judged, and the one before them: its observations are the last before a silence. */
const KEPT_TICKS = MAX_TICKS + 1;

const ADD_TICK = `
WITH expired AS (
  DELETE FROM network_ticks WHERE observed_at NOT IN
    (SELECT observed_at FROM network_ticks ORDER BY observed_at DESC LIMIT ${KEPT_TICKS - 1})
)
INSERT INTO network_ticks (observed_at, expected, seen) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;

/** Begins or ends a silence of the whole network, by the ticks of the last HIGHs. `at`: the latest observation of the last. */
export async function judgeNetwork(client: PoolClient, at: Instant, tick: NetworkTick): Promise<void> {
  await client.query(ADD_TICK, [at, tick.expected, tick.seen]);
  const { rows: ticks } = await client.query<NetworkTick & { at: Instant }>(
    `SELECT expected, seen, ${instant('observed_at')} AS at FROM network_ticks ORDER BY observed_at`,
  );
  const { rows: open } = await client.query('SELECT FROM network_silences WHERE ended_at IS NULL');
  const wasSilent = open.length > 0;
  const silent = countSilentTicks(ticks, wasSilent);
  if (silent > 0 && !wasSilent) {
    // Not before the end of the last one: no second counts twice.
    await client.query(
      'INSERT INTO network_silences (started_at) SELECT greatest($1, max(ended_at)) FROM network_silences',
      // The last tick before it, or the first one that there is.
      [(ticks.at(-silent - 1) ?? ticks[0]!).at],
    );
  }
  if (silent === 0 && wasSilent)
    await client.query('UPDATE network_silences SET ended_at = $1 WHERE ended_at IS NULL', [at]);
}

/** Reads the silences of the network that end after a time, in seconds since 1970. One that lasts ends at Infinity. */
export async function listNetworkSilences(client: PoolClient, since: number): Promise<Interval[]> {
  const { rows } = await client.query<Interval>(
    `SELECT extract(epoch FROM started_at)::float8 AS "from", extract(epoch FROM coalesce(ended_at, 'infinity'))::float8 AS "to"
     FROM network_silences WHERE coalesce(ended_at, 'infinity') > to_timestamp($1)`,
    [since],
  );
  return rows;
}
