import { type ScheduleState, type SyncExecution, TemporalUnavailableError } from '../../../client';
import type { LastCompletedRun, RunRecord } from '../../../store';
import type { Service } from '../../service/open';

/** How the service stands. Null: the Temporal server cannot be reached, and nobody else knows. */
export interface ServiceStatus {
  /** Which network is mirrored: its host, or `sandbox`; null: nothing has been read yet. */
  source: string | null;
  offers: { total: number; active: number; onList: number };
  lastHigh: LastCompletedRun | null;
  lastFull: LastCompletedRun | null;
  /** Those that have ended, newest first. */
  runs: RunRecord[];
  going: SyncExecution[] | null;
  schedules: ScheduleState[] | null;
}

/** Read how the service stands: the database has to be there, the Temporal server need not. */
export async function readServiceStatus({ store, syncs }: Service, mostRuns: number): Promise<ServiceStatus> {
  const countOffers = async (query: Partial<Parameters<typeof store.listOffers>[0]>) =>
    (await store.listOffers({ ...query, limit: 1 })).total;
  const [source, total, active, onList, freshness, page, temporal] = await Promise.all([
    store.readSource(),
    countOffers({}),
    countOffers({ filters: { status: 'Active' } }),
    countOffers({ onList: true }),
    store.readFreshness(),
    // As many more as may be going.
    store.listRuns({ limit: mostRuns + MOST_GOING }),
    Promise.all([syncs.listRunning(), syncs.listSchedules()]).catch((error: unknown) => {
      if (error instanceof TemporalUnavailableError) return [null, null] as const;
      throw error;
    }),
  ]);
  const [going, schedules] = temporal;
  return {
    source,
    offers: { total, active, onList },
    ...freshness,
    runs: page.runs.filter(({ status }) => status !== 'running').slice(0, mostRuns),
    going,
    schedules,
  };
}

/** One by hand and one by schedule of each kind. */
const MOST_GOING = 6;
