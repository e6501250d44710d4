import type { Pool } from 'pg';

/** The clock of a test database. */
export interface DatabaseClock {
  /** The time in ms since 1970. */
  now: () => number;
  set: (timeMs: number) => Promise<void>;
}

const CLOCK_FUNCTIONS = ['clock_timestamp', 'statement_timestamp', 'transaction_timestamp', 'now'];

/**
 * Replace the clock of a database for the connections that are opened from now on: time stands still until `set` moves it.
 * Column defaults of the schema keep the real clock.
 *
 * The functions of the clock are found by the search path, so functions of the same names are put before them.
 */
export async function replaceClock(pool: Pool, startMs: number): Promise<DatabaseClock> {
  let nowMs = startMs;
  await pool.query(`
    CREATE SCHEMA simulated;
    CREATE TABLE simulated.clock (now timestamptz NOT NULL);
    INSERT INTO simulated.clock VALUES (to_timestamp(${startMs / 1_000}));
    ${CLOCK_FUNCTIONS.map(
      (name) => `CREATE FUNCTION simulated.${name}() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT now FROM simulated.clock';`,
    ).join('\n')}
    DO $$ BEGIN
      EXECUTE format('ALTER DATABASE %I SET search_path = simulated, pg_catalog, public', current_database());
    END $$`);
  return {
    now: () => nowMs,
    async set(timeMs) {
      nowMs = timeMs;
      await pool.query('UPDATE simulated.clock SET now = to_timestamp($1)', [timeMs / 1_000]);
    },
  };
}
