import { Pool } from 'pg';
import { type Program, startScript } from '../../harness/processes/program';
import { type DatabaseClock, replaceClock } from '../../harness/simulation/database-clock';
import { keepFastest } from '../../harness/simulation/fastest-offers';
import { createSimulatedMirror } from '../../harness/simulation/mirror';
import type { CleanupStack } from '../../src/async/cleanup';
import { readConfig } from '../../src/config';
import { type Clients, openClients } from '../../src/local/clients';
import { createCatalogue } from '../../src/sandbox/catalogue/create-catalogue';
import { applyMigrations } from '../../src/store';
import { measureInTurn } from '../in-turn';
import type { Measurement } from '../measurements';
import { CONCURRENT_BATCHES, type Servers } from '../stack';
import { timeSync } from '../time-sync';
import { withCleanup } from '../with-cleanup';
import { CATALOGUE, LISTED, START_MS, TICK_MS, WARM_UP_MS } from './network';

const TOKEN = 'bench';

/** HIGHs of each kind, after some that warm up connections and caches. */
const WARM_UP_ROUNDS = 3;
const ROUNDS = 21;

/** With the default limit, as the service runs, and without one, which shows the whole cost. */
const LIMITS = [
  { perSecond: 10, name: 'at 10 requests per second, the default' },
  { perSecond: 0, name: 'without a limit' },
] as const;

/** Enough to learn from, at fewer looks than the service takes. */
const WARM_UP_TICK_MS = 30 * 60_000;

const RULES = { scope: 'watchlist', channels: [], highEverySeconds: 120, fullEverySeconds: 3_600 } as const;

interface Side {
  kind: 'with' | 'without';
  clients: Clients;
  clock: DatabaseClock;
  /** The settings of its worker. */
  environment: Record<string, string>;
}

/** HIGHs with histories, rhythms and episodes, and HIGHs without, in turn. */
export async function measureHighCost(
  servers: Servers,
  cleanup: CleanupStack,
  log: (line: string) => void,
): Promise<Measurement[]> {
  const network = startScript(['bench/history/network-process.ts', TOKEN], {});
  cleanup.defer('sandbox', () => network.stop());
  const [, url = ''] = await network.waitFor(/^(http.*)\n/m, 60_000);
  log('the rhythms of two and a half days');
  const whole = await openSide(servers, { url, kind: 'with' }, cleanup);
  const plain = await openSide(servers, { url, kind: 'without' }, cleanup);
  const measurements: Measurement[] = [];
  let tick = 0;
  for (const { perSecond, name } of LIMITS) {
    log(`HIGH over ${LISTED} offers with and without histories, ${name}, ${ROUNDS} rounds each`);
    const measured = await withCleanup(async (workers) => {
      for (const side of [whole, plain]) await startWorker(side, perSecond, workers);
      return measureInTurn({
        warmUpRounds: WARM_UP_ROUNDS,
        rounds: ROUNDS,
        prepare() {
          tick += 1;
          return startTick(network, tick, [whole, plain]);
        },
        subject: () => timeSync(whole.clients, 'high'),
        reference: () => timeSync(plain.clients, 'high'),
      });
    });
    measurements.push({
      name: `HIGH, ${LISTED} offers, ${name}, with histories, rhythms and episodes, relative to without`,
      unit: 'ms',
      ...measured,
      bound: { atMost: 1.1 },
    });
  }
  return measurements;
}

async function startTick(network: Program, tick: number, sides: readonly Side[]): Promise<void> {
  process.kill(network.pid, 'SIGUSR2');
  await network.waitFor(new RegExp(`^tick ${tick}\\n`, 'm'));
  for (const { clock } of sides) await clock.set(START_MS + tick * TICK_MS);
}

/** A database that knows the rhythms of its offers. */
async function openSide(
  { postgres, temporal }: Servers,
  { url, kind }: { url: string; kind: Side['kind'] },
  cleanup: CleanupStack,
): Promise<Side> {
  const databaseUrl = await postgres.createDatabase(`high_${kind}`);
  const environment = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_PREFIX: kind,
    MOBIPIUM_API_URL: url,
    MOBIPIUM_API_TOKEN: TOKEN,
    HIGH_SYNC_CONCURRENCY: String(CONCURRENT_BATCHES),
  };
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  pool.on('error', () => undefined);
  cleanup.defer('connection', () => pool.end());
  await applyMigrations(databaseUrl);
  const clock = await replaceClock(pool, START_MS - WARM_UP_MS);
  const clients = openClients(readConfig(environment), cleanup, { connections: 2 });
  await clients.store.claimSource(new URL(url).host);
  await learn(clients, clock);
  return { kind, clients, clock, environment };
}

async function startWorker(
  { kind, environment }: Side,
  perSecond: number,
  cleanup: CleanupStack,
): Promise<void> {
  const limit = { HIGH_SYNC_REQUESTS_PER_SECOND: String(perSecond) };
  const worker = startScript(['bench/history/worker-process.ts', kind], { ...environment, ...limit });
  cleanup.defer('worker', () => worker.stop());
  await worker.waitFor(/the worker is ready/, 60_000);
}

async function learn({ store }: Clients, clock: DatabaseClock): Promise<void> {
  const catalogue = createCatalogue({ ...CATALOGUE, clock: clock.now });
  keepFastest(catalogue, clock.now(), LISTED);
  const rules = { ...RULES, highEverySeconds: WARM_UP_TICK_MS / 1_000 };
  const mirror = createSimulatedMirror({ store, clock, catalogue, rules });
  await mirror.full();
  for (let at = clock.now() + WARM_UP_TICK_MS; at <= START_MS; at += WARM_UP_TICK_MS) {
    await clock.set(at);
    await mirror.high();
  }
}
