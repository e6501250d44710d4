import { createSemaphore } from '../../src/async/semaphore';
import { OFFERS_PER_PAGE, splitBatches } from '../../src/domain/network-limits';
import type { NetworkRow } from '../../src/sandbox/catalogue/to-wire-row';
import { type PlanDatabase, toPlanRow, upsertRows } from './database';

/** A job of the queue `full-sync-chunk`. */
export interface ChunkJob {
  firstPage: number;
  lastPage: number;
  /** Requests in flight. */
  concurrency: number;
}

/** A job of the queue `high-priority`. */
export interface HighJob {
  /** Requests in flight. */
  concurrency: number;
}

export interface PlanJobsOptions {
  database: PlanDatabase;
  networkUrl: string;
  token: string;
}

/** Longer than any job takes. */
const JOB_TIMEOUT_MS = 300_000;

/**
 * What the plan's processors do. Each returns how many offers it has stored. Snapshots and alerts, which the plan also
 * writes and checks in HIGH, are left out: this favours the plan.
 */
export function createPlanJobs({ database, networkUrl, token }: PlanJobsOptions) {
  async function request(params: Record<string, string>): Promise<NetworkRow[]> {
    const url = new URL(networkUrl);
    // In order of ids, as this service requests them: in order of performance the sandbox's answers cost more.
    const common = { mwsd: token, status: 'Active', order_by: 'ID', limit: String(OFFERS_PER_PAGE) };
    url.search = new URLSearchParams({ ...common, ...params }).toString();
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the network answered with status ${response.status}`);
    return ((await response.json()) as { offers: NetworkRow[] }).offers;
  }

  /** Send all requests, then store what they returned. */
  async function copy(requests: Record<string, string>[], concurrency: number): Promise<NetworkRow[]> {
    const semaphore = createSemaphore(concurrency);
    const answers = await Promise.all(
      requests.map((params) => semaphore.withPermit({ timeoutMs: JOB_TIMEOUT_MS }, () => request(params))),
    );
    const offers = answers.flat();
    const now = new Date();
    await upsertRows(
      database,
      offers.map((offer) => toPlanRow(offer, now)),
    );
    return offers;
  }

  return {
    syncChunk: async ({ firstPage, lastPage, concurrency }: ChunkJob): Promise<number> => {
      const pages = Array.from({ length: lastPage - firstPage + 1 }, (_page, index) => firstPage + index);
      const requests = pages.map((page) => ({ pages: String(page) }));
      return (await copy(requests, concurrency)).length;
    },
    syncHigh: async ({ concurrency }: HighJob): Promise<number> => {
      const batches = splitBatches(await database.readList());
      const requests = batches.map((ids) => ({ offers: ids.join(','), pages: '1' }));
      const offers = await copy(requests, concurrency);
      const converting = offers.filter(({ last_conv: lastConversion }) => lastConversion);
      await database.replaceList(converting.map(({ offer_id: offerId }) => offerId));
      return offers.length;
    },
    /** The hourly job, which fills the list: a FULL leaves it as it is. */
    fillList: async (): Promise<number> => {
      const offerIds = await database.readConverting();
      await database.replaceList(offerIds);
      return offerIds.length;
    },
  };
}
