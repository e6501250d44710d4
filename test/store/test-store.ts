import { Pool } from 'pg';
import { createTestDatabase } from '../../harness/servers/database';
import type { ObservedOffer, Offer } from '../../src/domain/offer';
import {
  applyMigrations,
  createStore,
  type AnswerToSave,
  type FinishRunInput,
  type Store,
} from '../../src/store';
import type { NewRun } from '../../src/store/runs/begin-finish';

export interface TestStore {
  store: Store;
  /** For assertions on what the store does not return. */
  pool: Pool;
  databaseUrl: string;
  /** Saves the answer to a batch with these offers. */
  save: (offers: ObservedOffer[], more?: Partial<AnswerToSave>) => ReturnType<Store['saveAnswer']>;
  close: () => Promise<void>;
}

/** Opens a store on a new database: a copy of the template, or one that sorts texts as ICU does for a locale. */
export async function openTestStore({ icuLocale }: { icuLocale?: string } = {}): Promise<TestStore> {
  const { databaseUrl, drop } = await createTestDatabase(icuLocale ? { empty: true, icuLocale } : {});
  if (icuLocale) await applyMigrations(databaseUrl);
  const store = createStore({ databaseUrl });
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  // `end` resolves before the connections are closed, and dropping the database disconnects them.
  pool.on('error', () => undefined);
  return {
    store,
    pool,
    databaseUrl,
    save: (offers, more) => store.saveAnswer(answerWith(offers, more)),
    async close() {
      await store.close();
      await pool.end();
      await drop();
    },
  };
}

/**
 * Opens a store for each test of this file, or one for all of them. The properties of the result are set in a hook: use
 * them in tests and in later hooks.
 */
export function useTestStore(scope: 'each' | 'all' = 'each'): TestStore {
  const context = {} as TestStore;
  const open = async () => {
    Object.assign(context, await openTestStore());
  };
  const close = () => context.close();
  if (scope === 'each') {
    beforeEach(open);
    afterEach(close);
  } else {
    beforeAll(open);
    afterAll(close);
  }
  return context;
}

export const RUN = { workflowId: 'full-sync-manual', runId: 'first' };

/** Enters a manual FULL, unless `more` overrides it. */
export function beginRun({ store }: TestStore, more: Partial<NewRun> = {}) {
  const run = { run: RUN, kind: 'full', trigger: 'manual', params: {}, deadlineSeconds: 60 } as const;
  return store.beginRun({ ...run, ...more });
}

/** Finishes the run as completed, unless `more` overrides it. */
export function finishRun({ store }: TestStore, more: Partial<FinishRunInput> = {}) {
  return store.finishRun({ run: RUN, status: 'completed', reasons: [], error: null, ...more });
}

let refreshes = 0;

/** Refreshes the ConversionList for a run of its own, since a run refreshes it only once. */
export async function refreshList(context: TestStore) {
  refreshes += 1;
  const run = { workflowId: 'conversion-list-refresh-manual', runId: String(refreshes) };
  await beginRun(context, { run, kind: 'refresh' });
  return context.store.refreshConversionList(run);
}

/** An offer with a value in every field. */
export function completeOffer(values: Partial<Offer> = {}): Offer {
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
    lastConversion: { raw: '5min', ageSeconds: 300, precisionSeconds: 60 },
    ...values,
  };
}

/** The instant that many minutes after 10:00. */
export function minute(minutes: number): string {
  return new Date(Date.UTC(2026, 0, 5, 10, minutes)).toISOString().replace('Z', '000Z');
}

/** The key of a run with this workflow id. */
export function runOf(workflowId: string) {
  return { workflowId, runId: 'r' };
}

/** A row of an answer with a value in every field. */
export function observedOffer(offerId: string, values: Partial<Offer> = {}): ObservedOffer {
  return { offerId, offer: completeOffer(values) };
}

/** An answer to a batch with these offers, all of them met. */
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
