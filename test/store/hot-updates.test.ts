import { Pool } from 'pg';
import { poll } from '../../harness/poll';
import { REPEATABLE_WRITES, startTestPostgres } from '../../harness/servers/postgres-server';
import { replaceClock } from '../../harness/simulation/database-clock';
import { createSimulatedMirror, TICK_MS } from '../../harness/simulation/mirror';
import { createCleanupStack } from '../../src/async/cleanup';
import { createCatalogue } from '../../src/sandbox/catalogue/create-catalogue';
import { createStore } from '../../src/store';

/** A midnight. */
const START_MS = Date.UTC(2026, 2, 10);
const HOUR_MS = 3_600_000;

/** Long enough that the pages of the tables are full, and take a new version of a row only in place of an old one. */
const LIVED_MS = 2 * HOUR_MS;

/** 1,034 of them are Active, and 292 are listed at first. */
const CATALOGUE = { seed: 20, offers: 1_200, convertingShare: 0.3, conversions: 'random' } as const;

const RULES = {
  scope: 'watchlist',
  channels: ['webhook'],
  highEverySeconds: TICK_MS / 1_000,
  fullEverySeconds: HOUR_MS / 1_000,
} as const;

const WATCHED = 100;

/**
 * Of all updates of a table, how many percent write its indexes at most: the counts of today, which do not depend on the
 * machine. Updates of `offers` that write indexes are those of offers with a change or a conversion in a new hour.
 */
const BOUNDS: Record<string, number> = {
  alert_baselines: 0,
  conversions_seen: 1.1,
  episode_totals: 0,
  offer_rhythms: 2.9,
  offers: 8.5,
  rhythm_states: 0,
  run_totals: 0,
  sync_runs: 0.8,
};

interface Updates {
  all: number;
  writingIndexes: number;
}

const cleanup = createCleanupStack();
let databaseUrl: string;
let pool: Pool;

beforeAll(async () => {
  // Its own server: an open transaction that has written, in any database, keeps old rows of all from being pruned.
  const postgres = await startTestPostgres({ settings: REPEATABLE_WRITES });
  cleanup.defer('PostgreSQL', () => postgres.drop());
  ({ databaseUrl } = postgres);
  pool = new Pool({ connectionString: databaseUrl, max: 1 });
  pool.on('error', () => undefined);
  cleanup.defer('connection', () => pool.end());
});

afterAll(() => cleanup.closeAll());

/** Live two hours of 60 HIGHs and 3 FULLs. */
async function liveHours(): Promise<void> {
  const clock = await replaceClock(pool, START_MS);
  const store = createStore({ databaseUrl });
  try {
    const catalogue = createCatalogue({ ...CATALOGUE, clock: clock.now });
    const mirror = createSimulatedMirror({ store, clock, catalogue, rules: RULES });
    await store.maintainHistory({ keepSeconds: 30 * 86_400 });
    await mirror.full();
    const listed = await store.listToRequest({ after: null, limit: WATCHED });
    await store.watchOffers(
      listed.map(({ offerId }) => offerId),
      {},
    );
    for (let at = START_MS + TICK_MS; at <= START_MS + LIVED_MS; at += TICK_MS) {
      await clock.set(at);
      if (at % HOUR_MS === 0) await mirror.full();
      await mirror.high();
    }
  } finally {
    await store.close();
  }
}

/** Read how often each table was updated. */
async function readUpdates(): Promise<Map<string, Updates>> {
  // The server adds the statistics of a connection when it has ended.
  await poll('all other connections have ended', async () => {
    const { rows } = await pool.query(
      'SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    return rows.length === 0;
  });
  const { rows } = await pool.query<Updates & { table: string }>(
    `SELECT relname AS table, n_tup_upd::int AS all, (n_tup_upd - n_tup_hot_upd)::int AS "writingIndexes"
     FROM pg_stat_user_tables WHERE n_tup_upd > 0 AND schemaname <> 'simulated' ORDER BY relname`,
  );
  return new Map(rows.map(({ table, ...updates }) => [table, updates]));
}

test('updates of what a sync observes again are HOT', async () => {
  await liveHours();
  const updates = await readUpdates();

  expect([...updates.keys()]).toEqual(Object.keys(BOUNDS));
  const shares = [...updates].map(([table, { all, writingIndexes }]) => ({
    table,
    share: (100 * writingIndexes) / all,
    bound: BOUNDS[table]!,
  }));
  expect(shares.filter(({ share, bound }) => share > bound)).toEqual([]);
  // A bound far above what is counted would hide the next change.
  expect(shares.filter(({ share, bound }) => share < 0.8 * bound)).toEqual([]);
});
