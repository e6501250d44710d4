import { startTestPostgres } from '../harness/servers/postgres-server';
import type { ObservedOffer } from '../src/domain/offer';
import { createStore, type Store } from '../src/store';
import type { Measurement } from './measurements';
import { withCleanup } from './with-cleanup';

/** What one round stores. */
export const OFFERS = 10_000;
const OFFERS_PER_STATEMENT = 100;
const CONCURRENT_STATEMENTS = 10;

/** The first rounds warm up connections and prepared statements. */
const WARM_UP_ROUNDS = 2;
const ROUNDS = 5;

const BOUND_ROWS_PER_SECOND = 40_000;

/** One offer in 12 converts, as in the sandbox. */
const CONVERTING_ONE_IN = 12;

/** Measure the throughput of storing observations on a PostgreSQL server of its own. */
export async function measureMerge(): Promise<Measurement[]> {
  return withCleanup(async (cleanup) => {
    const { databaseUrl, drop } = await startTestPostgres();
    cleanup.defer('PostgreSQL', drop);
    const store = createStore({ databaseUrl, connections: CONCURRENT_STATEMENTS });
    cleanup.defer('database', () => store.close());
    const measure = async (
      variant: string,
      createOffer: (round: number) => (index: number) => ObservedOffer,
    ): Promise<Measurement> => {
      const samples: number[] = [];
      for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1)
        samples.push(await mergeAll(store, round, createOffer(round)));
      return {
        name: `storing ${OFFERS} observations, ${variant}`,
        unit: 'rows/s',
        samples: samples.slice(WARM_UP_ROUNDS),
        bound: { atLeast: BOUND_ROWS_PER_SECOND },
      };
    };
    return [
      await measure('new', (round) => (index) => offerNumber(index + round * OFFERS, 0)),
      await measure('unchanged', () => (index) => offerNumber(index, 0)),
      await measure('all changed', (round) => (index) => offerNumber(index, round + 1)),
    ];
  });
}

/** Store all offers once, and return the throughput in rows per second. */
export async function mergeAll(
  store: Store,
  round: number,
  createOffer: (index: number) => ObservedOffer,
): Promise<number> {
  const run = { workflowId: 'bench', runId: `${round}` };
  const observedAt = await store.readClock();
  let next = 0;
  const writer = async () => {
    for (let first = next; first < OFFERS; first = next) {
      next += OFFERS_PER_STATEMENT;
      const offers = Array.from({ length: OFFERS_PER_STATEMENT }, (_, index) => createOffer(first + index));
      await store.saveAnswer({
        run,
        requestKey: `page/${first}`,
        purpose: 'page',
        observedAt,
        attempt: 1,
        received: offers.length,
        metIds: offers.map(({ offerId }) => offerId),
        absentIds: [],
        offers,
        rejected: [],
      });
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: CONCURRENT_STATEMENTS }, writer));
  return Math.round((OFFERS * 1000) / (performance.now() - startedMs));
}

const COUNTRIES = ['PT', 'ES', 'FR', 'BR', 'MX', 'TH', 'ID', 'NG', 'ZA', 'IT'];

/** An offer with values derived from its number; another version has another payout and another filled cap. */
export function offerNumber(number: number, version: number): ObservedOffer {
  const country = COUNTRIES[number % COUNTRIES.length]!;
  return {
    offerId: String(100_000 + number),
    offer: {
      offerName: `Offer ${(number * 7919) % 10_007} [${country}]`,
      status: 'Active',
      country,
      countryName: `Country ${country}`,
      carrier: `Carrier ${number % 97}`,
      vertical: `Vertical ${number % 23}`,
      flow: `Flow ${number % 5}`,
      model: 'CPA',
      payout: ((((number * 13) % 400) + version) / 100).toFixed(3),
      currency: 'USD',
      dailyCap: { kind: 'count', amount: 580 },
      filledCap: { kind: 'percent', amount: (number + version) % 100 },
      typeTraffic: 'Banner, Pop, Push',
      timeFrame: '00:00-23:59',
      trafficRestrictions: 'No adult, no incentive, no brand bidding',
      landingPage: `https://example.com/landing/${number}`,
      thumbnails: `https://example.com/pictures/${number}.jpg`,
      offerUrl: `https://example.com/click?offer=${number}`,
      lastConversion:
        number % CONVERTING_ONE_IN === 0
          ? { raw: '4min', ageSeconds: 240, precisionSeconds: 60 }
          : { raw: null, ageSeconds: null, precisionSeconds: null },
    },
  };
}
