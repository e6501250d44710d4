import { Pool } from 'pg';
import { startTestPostgres } from '../../harness/servers/postgres-server';
import { replaceClock } from '../../harness/simulation/database-clock';
import { createSimulatedMirror } from '../../harness/simulation/mirror';
import { createCatalogue } from '../../src/sandbox/catalogue/create-catalogue';
import { createStore } from '../../src/store';
import { type Measurement, single } from '../measurements';
import { withCleanup } from '../with-cleanup';
import { START_MS, TICK_MS } from './network';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The sandbox's own, but with 900 listed offers, which convert as offers do. */
const CATALOGUE = { seed: 20, offers: 12_000, convertingShare: 0.088, conversions: 'random' } as const;

const WATCHED = 100;

const RULES = {
  scope: 'watchlist',
  channels: ['webhook'],
  highEverySeconds: TICK_MS / 1_000,
  fullEverySeconds: HOUR_MS / 1_000,
} as const;

/** The tables that grow, and what their rows are called. A table with partitions counts with all of them. */
const TABLES = {
  'history.offer_changes': 'changes of offers',
  'history.conversions_seen': 'hours with conversions',
  'history.conversion_list_changes': 'changes of the ConversionList',
  offer_rhythms: 'rhythms',
  rhythm_states: 'states of rhythms',
  episodes: 'episodes',
  alert_messages: 'messages',
  sync_runs: 'runs',
};
type Table = keyof typeof TABLES;

interface Size {
  rows: number;
  bytes: number;
}

/** A day of a mirror, without waiting: what it adds to the first FULL, in rows and in bytes with their indexes. */
export function measureDay(log: (line: string) => void): Promise<Measurement[]> {
  return withCleanup(async (cleanup) => {
    const { databaseUrl, drop } = await startTestPostgres();
    cleanup.defer('PostgreSQL', drop);
    const pool = new Pool({ connectionString: databaseUrl, max: 1 });
    pool.on('error', () => undefined);
    cleanup.defer('connection', () => pool.end());
    const clock = await replaceClock(pool, START_MS);
    const store = createStore({ databaseUrl });
    cleanup.defer('database', () => store.close());
    const catalogue = createCatalogue({ ...CATALOGUE, clock: clock.now });
    const mirror = createSimulatedMirror({ store, clock, catalogue, rules: RULES });
    await store.maintainHistory({ keepSeconds: 30 * 86_400 });
    await mirror.full();
    const listed = await store.listToRequest({ after: null, limit: 2_500 });
    await store.watchOffers(
      listed.slice(0, WATCHED).map(({ offerId }) => offerId),
      {},
    );
    const before = await readSizes(pool);
    for (let at = START_MS + TICK_MS; at <= START_MS + DAY_MS; at += TICK_MS) {
      await clock.set(at);
      if (at % HOUR_MS === 0) {
        log(`hour ${(at - START_MS) / HOUR_MS} of a day`);
        await mirror.full();
      }
      await mirror.high();
    }
    const after = await readSizes(pool);
    const { rows } = await pool.query<{ listed: number }>(
      'SELECT count(*)::int AS listed FROM conversion_list',
    );
    return [
      single('listed offers at the end of the day', 'offers', rows[0]!.listed),
      ...(Object.entries(TABLES) as [Table, string][]).flatMap(([table, name]) => [
        single(`a day: ${name}`, 'rows', after[table].rows - before[table].rows),
        single(`a day: size of ${name}`, 'KiB', (after[table].bytes - before[table].bytes) / 1_024),
      ]),
      ...(await readHotShares(pool)),
    ];
  });
}

async function readSizes(pool: Pool): Promise<Record<Table, Size>> {
  const sizes = {} as Record<Table, Size>;
  for (const table of Object.keys(TABLES) as Table[]) {
    const { rows } = await pool.query<Size>(
      `SELECT (SELECT count(*)::int FROM ${table}) AS rows,
         coalesce((SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('${table}')), pg_total_relation_size('${table}'))::float8 AS bytes`,
    );
    sizes[table] = rows[0]!;
  }
  return sizes;
}

/** The share of updates that wrote no index. */
async function readHotShares(pool: Pool): Promise<Measurement[]> {
  const { rows } = await pool.query<{ table: string; share: number }>(
    `SELECT relname AS table, 100.0 * n_tup_hot_upd / n_tup_upd AS share FROM pg_stat_user_tables
     WHERE relname IN ('offers', 'offer_rhythms', 'rhythm_states', 'conversions_seen') AND n_tup_upd > 0 ORDER BY relname`,
  );
  return rows.map(({ table, share }) => single(`updates of ${table} that are HOT`, '%', Number(share)));
}
