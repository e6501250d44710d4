import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadOffer } from '../src/domain/offer';
import { startPostgres } from '../src/local/postgres';
import { createStore, type Store } from '../src/store';
import { migrate } from '../src/store/migrations/migrate';
import type { Figure } from './figures';

const OFFERS = 10_000;
const OFFERS_A_STATEMENT = 100;
const STATEMENTS_AT_ONCE = 10;

/** The first rounds warm up connections and statements. */
const WARM_UP_ROUNDS = 2;
const ROUNDS = 5;

/** Rows a second. */
const REACH = 40_000;

/** One in twelve offers converts, as in the sandbox. */
const ONE_CONVERTS_IN = 12;

/** Measure how fast answers are merged, 100 offers a statement and 10 statements at a time, on a PostgreSQL of our own. */
export async function measureMerge(): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'mobipium-bench-'));
  const postgres = await startPostgres({ directory });
  try {
    const databaseUrl = postgres.url('postgres');
    await migrate(databaseUrl);
    const store = createStore({ databaseUrl, connections: STATEMENTS_AT_ONCE });
    try {
      const measure = async (which: string, read: (round: number) => (index: number) => ReadOffer) => {
        const samples: number[] = [];
        for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1)
          samples.push(await mergeAll(store, round, read(round)));
        return {
          what: `storing ${OFFERS} observations, ${which}`,
          unit: 'rows/s',
          samples: samples.slice(WARM_UP_ROUNDS),
          reach: { atLeast: REACH },
        } satisfies Figure;
      };
      return [
        await measure('new offers', (round) => (index) => describeOffer(index + round * OFFERS, 0)),
        await measure('as the mirror has them', () => (index) => describeOffer(index, 0)),
        await measure('all of them changed', (round) => (index) => describeOffer(index, round + 1)),
      ];
    } finally {
      await store.close();
    }
  } finally {
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function mergeAll(store: Store, round: number, read: (index: number) => ReadOffer): Promise<number> {
  const run = { workflowId: 'bench', runId: `${round}` };
  const observedAt = await store.readClock();
  let next = 0;
  const worker = async () => {
    for (let first = next; first < OFFERS; first = next) {
      next += OFFERS_A_STATEMENT;
      const offers = Array.from({ length: OFFERS_A_STATEMENT }, (_, index) => read(first + index));
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
  await Promise.all(Array.from({ length: STATEMENTS_AT_ONCE }, worker));
  return Math.round((OFFERS * 1000) / (performance.now() - startedMs));
}

const COUNTRIES = ['PT', 'ES', 'FR', 'BR', 'MX', 'TH', 'ID', 'NG', 'ZA', 'IT'];

/** An offer whose values are a function of its number and version; a version changes the price and the day's fill. */
function describeOffer(number: number, version: number): ReadOffer {
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
        number % ONE_CONVERTS_IN === 0 ? { raw: '4min', ageSeconds: 240 } : { raw: null, ageSeconds: null },
    },
  };
}
