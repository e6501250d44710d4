import type { CleanupStack } from '../../src/async/cleanup';
import { applyMigrations, createStore, type Store } from '../../src/store';
import { measureInTurn } from '../in-turn';
import { mergeAll, offerNumber } from '../measure-merge';
import type { Measurement } from '../measurements';
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
  const whole = await open('merge_with');
  const plain = await open(PLAIN);
  const measurements: Measurement[] = [];
  let firstVersion = 1;
  for (const percent of CHANGED_PERCENT) {
    const merge = (store: Store) => (round: number) => {
      const version = firstVersion + round;
      return mergeAll(store, version, (index) => offerNumber(index, index % 100 < percent ? version : 0));
    };
    const measured = await measureInTurn({
      warmUpRounds: WARM_UP_ROUNDS,
      rounds: ROUNDS,
      subject: merge(whole),
      reference: merge(plain),
    });
    firstVersion += WARM_UP_ROUNDS + ROUNDS;
    measurements.push({
      name: `storing observations with their history, relative to without, ${percent} % changed`,
      unit: 'rows/s',
      ...measured,
      bound: { atLeast: 0.85 },
    });
  }
  return measurements;
}
