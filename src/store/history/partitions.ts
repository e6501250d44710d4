import type { PoolClient } from 'pg';
import type { Database } from '../database';

const PARENT = 'history.offer_changes';
const DEFAULT_PARTITION = 'history.offer_changes_default';

/** Partitions are created this number of days ahead: the mirror may run for a week without its hourly refresh. */
const DAYS_AHEAD = 7;

/** Key of the advisory lock: two workers that change partitions at once would fail. */
const PARTITION_LOCK = 7_266_008;

/** Saves wait behind these statements, so they give up soon. The next refresh tries again. */
const LOCK_TIMEOUT = '2s';

/** A day in UTC, as in the name of its partition: `20260105`. */
type Day = string;

/** All days that need a partition: from today to a week ahead, and those of rows in the default partition. */
const NEEDED_DAYS = `
SELECT to_char(day, 'YYYYMMDD') AS day
FROM generate_series(0, ${DAYS_AHEAD}) AS ahead, date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC') AS today,
  LATERAL (SELECT today + ahead * interval '1 day') AS needed (day)
UNION
SELECT DISTINCT to_char(observed_at AT TIME ZONE 'UTC', 'YYYYMMDD') FROM ${DEFAULT_PARTITION}
ORDER BY day`;

/** SQL that selects each `day` that has a partition. */
export const PARTITION_DAYS = `
SELECT day
FROM pg_inherits, LATERAL (SELECT substring(inhrelid::regclass::text FROM '^${PARENT}_(\\d{8})$')) AS named (day)
WHERE inhparent = '${PARENT}'::regclass AND day IS NOT NULL`;

/** The days that have a partition, with whether all of the day is older than $1 seconds. */
const PARTITIONS = `
SELECT day, to_date(day, 'YYYYMMDD') + 1 < (clock_timestamp() - $1 * interval '1 second') AT TIME ZONE 'UTC' AS expired
FROM (${PARTITION_DAYS}) AS days`;

/** Whether this role may create and drop partitions. Rights on the rows are not enough. */
const IS_OWNER = `
SELECT pg_has_role(relowner, 'USAGE') AND has_schema_privilege(relnamespace, 'CREATE') AS "isOwner"
FROM pg_class WHERE oid = '${PARENT}'::regclass`;

const NOT_OWNER =
  `the partitions of ${PARENT} were not maintained, because the worker's role is not their owner: rows of new days go to ` +
  "the default partition, and old days are kept. Grant the owner's role to it";

/**
 * Creates the daily partitions of the history for the coming week, moves rows of other days out of the default partition,
 * drops the partitions whose day is older than `keepSeconds`, and deletes older changes of the ConversionList.
 *
 * Each partition is one transaction that holds its locks for a moment. Idempotent.
 *
 * @returns why the partitions were not maintained, in one sentence; undefined: they were.
 */
export async function maintainPartitions(
  database: Database,
  { keepSeconds }: { keepSeconds: number },
): Promise<string | undefined> {
  const { pool } = database;
  await pool.query(
    `DELETE FROM history.conversion_list_changes WHERE changed_at < clock_timestamp() - $1 * interval '1 second'`,
    [keepSeconds],
  );
  const { rows } = await pool.query<{ isOwner: boolean }>(IS_OWNER);
  if (!rows[0]!.isOwner) return NOT_OWNER;
  const [needed, partitions] = await Promise.all([
    pool.query<{ day: Day }>(NEEDED_DAYS),
    pool.query<{ day: Day; expired: boolean }>(PARTITIONS, [keepSeconds]),
  ]);
  const existing = new Set(partitions.rows.map(({ day }) => day));
  for (const { day } of needed.rows.filter((row) => !existing.has(row.day))) {
    await changePartitions(database, (client) => createPartition(client, day));
  }
  for (const { day } of partitions.rows.filter(({ expired }) => expired)) {
    await changePartitions(database, (client) => client.query(`DROP TABLE IF EXISTS ${PARENT}_${day}`));
  }
  return undefined;
}

function changePartitions(
  { transact }: Database,
  change: (client: PoolClient) => Promise<unknown>,
): Promise<void> {
  return transact(async (client) => {
    await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    await client.query('SELECT pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
    await change(client);
  });
}

/** Another worker may have created it meanwhile. */
async function createPartition(client: PoolClient, day: Day): Promise<void> {
  const name = `${PARENT}_${day}`;
  const { rows } = await client.query<{ exists: boolean; from: string; to: string; owner: string }>(
    `SELECT to_regclass($1) IS NOT NULL AS exists, (SELECT relowner::regrole::text FROM pg_class
         WHERE oid = '${PARENT}'::regclass) AS owner, to_char(to_date($2, 'YYYYMMDD'), 'YYYY-MM-DD') || ' 00:00+00' AS from,
       to_char(to_date($2, 'YYYYMMDD') + 1, 'YYYY-MM-DD') || ' 00:00+00' AS to`,
    [name, day],
  );
  const { exists, from, to, owner } = rows[0]!;
  if (exists) return;
  await client.query(`CREATE TABLE ${name} (LIKE ${PARENT} INCLUDING ALL)`);
  // A migration by the owner of the parent changes its partitions too.
  await client.query(`ALTER TABLE ${name} OWNER TO ${owner}`);
  // No save may add a row of this day to the default partition between the two next statements.
  await client.query(`LOCK TABLE ${DEFAULT_PARTITION} IN ACCESS EXCLUSIVE MODE`);
  await client.query(
    `WITH moved AS (DELETE FROM ${DEFAULT_PARTITION} WHERE observed_at >= $1 AND observed_at < $2 RETURNING *)
     INSERT INTO ${name} SELECT * FROM moved`,
    [from, to],
  );
  await client.query(
    `ALTER TABLE ${PARENT} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`,
  );
}
