import type { CleanupStack } from '../../src/async/cleanup';
import { createStore, applyMigrations } from '../../src/store';
import { mergeAll, offerNumber } from '../measure-merge';
import { median, type Measurement } from '../measurements';
import type { Servers } from '../stack';
import { saveWithoutHistory } from './without-history';

const WARM_UP_ROUNDS = 2;
const ROUNDS = 9;

const CONNECTIONS = 10;

const PLAIN = 'merge_without';

/** The share of the offers that change, in percent. */
const CHANGED_PERCENT = [0, 2];

/** Storing observations with and without their history, in turn. */
export async function measureMergeCost({ postgres }: Servers, cleanup: CleanupStack): Promise<Measurement[]> {
  const open = async (database: string) => {
    const databaseUrl = await postgres.createDatabase(database);
    await applyMigrations(databaseUrl);
    const store = createStore({ databaseUrl, connections: CONNECTIONS });
    cleanup.defer('database', () => store.close());
    return store;
  };
  saveWithoutHistory(PLAIN);
  const stores = { whole: await open('merge_with'), plain: await open(PLAIN) };
  const measurements: Measurement[] = [];
  let version = 0;
  for (const percent of CHANGED_PERCENT) {
    const samples: Record<keyof typeof stores, number[]> = { whole: [], plain: [] };
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
      version += 1;
      const create = (index: number) => offerNumber(index, index % 100 < percent ? version : 0);
      const inTurn = Object.entries(stores) as [keyof typeof stores, typeof stores.whole][];
      for (const [kind, store] of round % 2 === 0 ? inTurn : inTurn.toReversed()) {
        const rate = await mergeAll(store, version, create);
        if (round >= WARM_UP_ROUNDS) samples[kind].push(rate);
      }
    }
    measurements.push({
      name: `storing observations with their history, relative to without, ${percent} % changed`,
      unit: 'rows/s',
      samples: samples.whole,
      baseline: median(samples.plain),
      bound: { atLeast: 0.85 },
    });
  }
  return measurements;
}
