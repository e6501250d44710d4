import { Pool } from 'pg';
import { createTestDatabase } from '../../harness/servers/database';
import type { Offer, ObservedOffer } from '../../src/domain/offer';
import { createStore, type AnswerToSave, type Store } from '../../src/store';

export interface LentStore {
  store: Store;
  /** For what the store does not tell. */
  pool: Pool;
  databaseUrl: string;
  close: () => Promise<void>;
}

/** Lend a store on a database of its own. */
export async function lendStore(): Promise<LentStore> {
  const { databaseUrl, drop } = await createTestDatabase();
  const store = createStore({ databaseUrl });
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  // A pool ends before its connections have, and the database is dropped under them.
  pool.on('error', () => undefined);
  return {
    store,
    pool,
    databaseUrl,
    async close() {
      await store.close();
      await pool.end();
      await drop();
    },
  };
}

export const RUN = { workflowId: 'full-sync-manual', runId: 'first' };

/** An offer of which everything is said. */
export function wholeOffer(said: Partial<Offer> = {}): Offer {
  return {
    offerName: 'Games PT',
    status: 'Active',
    country: 'PT',
    countryName: 'Portugal',
    carrier: 'MEO',
    vertical: 'Games',
    flow: '1-click',
    model: 'CPA',
    payout: '0.350',
    currency: 'USD',
    dailyCap: { kind: 'count', amount: 580 },
    filledCap: { kind: 'percent', amount: 2 },
    typeTraffic: 'Pop',
    timeFrame: '24/7',
    trafficRestrictions: 'no adult',
    landingPage: 'https://example.com/landing',
    thumbnails: 'https://example.com/picture.png',
    offerUrl: 'https://example.com/click',
    lastConversion: { raw: '5min', ageSeconds: 300 },
    ...said,
  };
}

/** So many minutes after ten o'clock. */
export function minute(minutes: number): string {
  return new Date(Date.UTC(2026, 0, 5, 10, minutes)).toISOString().replace('Z', '000Z');
}

/** One row of an answer that says everything. */
export function readOffer(offerId: string, said: Partial<Offer> = {}): ObservedOffer {
  return { offerId, offer: wholeOffer(said) };
}

/** An answer to a batch with these offers, all met. */
export function answerWith(offers: ObservedOffer[], more: Partial<AnswerToSave> = {}): AnswerToSave {
  return {
    run: RUN,
    requestKey: 'batch/1',
    purpose: 'batch',
    observedAt: minute(0),
    attempt: 1,
    received: offers.length,
    metIds: offers.map(({ offerId }) => offerId),
    absentIds: [],
    offers,
    rejected: [],
    ...more,
  };
}
