import {
  type ScheduleProblem,
  type ScheduleState,
  type SyncExecution,
  TemporalUnavailableError,
} from '../../../client';
import { findOverdue } from '../../../domain/alerts/overdue';
import { formatDatabaseUrl } from '../../../format/database-url';
import type { LastCompletedRun, RunRecord } from '../../../store';
import type { Service } from '../../service/open';

/** The status of the service, as `status --json` prints it. */
export interface ServiceStatus {
  /** The mirrored network: its host, or `sandbox`; null: nothing has been read yet. */
  source: string | null;
  offers: { total: number; active: number; onList: number };
  lastHigh: LastCompletedRun | null;
  lastFull: LastCompletedRun | null;
  /** Whether a complete run should have started since. */
  overdue: Record<'high' | 'full', boolean>;
  /** How far the database's clock is behind the latest time that the mirror has used. Above 60, the two ages are unknown. */
  clockLagSeconds: number;
  /** The runs that have ended, newest first. */
  runs: RunRecord[];
  /** The runs in progress; null: the Temporal server cannot be reached. */
  running: SyncExecution[] | null;
  /** Null: the Temporal server cannot be reached. */
  schedules: ScheduleState[] | null;
  /** The schedules that were deleted, or changed by hand; null: the Temporal server cannot be reached. */
  scheduleProblems: ScheduleProblem[] | null;
  /** Null: unknown, or there is none. */
  addresses: Record<'api' | 'database' | 'temporal' | 'temporalUi' | 'sandbox' | 'log', string | null>;
}

/** More runs are never in progress: one manual and one scheduled run of each kind, and what is started by hand. */
const MAX_RUNNING = 50;

/** Read the status of the service. Needs the database; the Temporal server may be unavailable. */
export async function readServiceStatus(
  { config, store, syncs }: Service,
  maxRuns: number,
): Promise<ServiceStatus> {
  const [source, counts, freshness, runs, times, clockLagSeconds, page, temporal] = await Promise.all([
    store.readSource(),
    store.readOfferCounts(),
    store.readFreshness(),
    store.readRunsOfKinds(),
    syncs.readScheduleTimes(),
    store.readClockLag(),
    store.listRuns({ limit: maxRuns + MAX_RUNNING }),
    Promise.all([syncs.listRunning(), syncs.listSchedules(), syncs.findScheduleProblems()]).catch(
      (error: unknown) => {
        if (error instanceof TemporalUnavailableError) return [null, null, null] as const;
        throw error;
      },
    ),
  ]);
  const [running, schedules, scheduleProblems] = temporal;
  return {
    source,
    offers: {
      total: counts.byStatus.reduce((sum, { offers }) => sum + offers, 0),
      active: counts.byStatus.find(({ status }) => status === 'Active')?.offers ?? 0,
      onList: counts.onList,
    },
    ...freshness,
    overdue: findOverdue(runs, times),
    clockLagSeconds,
    runs: page.runs.filter(({ status }) => status !== 'running').slice(0, maxRuns),
    running,
    schedules,
    scheduleProblems,
    addresses: addressesOf(config),
  };
}

function addressesOf(config: Service['config']): ServiceStatus['addresses'] {
  const { temporal, apiUrl, databaseUrl, sandboxUrl, logFile } = config;
  return {
    api: apiUrl ?? null,
    database: formatDatabaseUrl(databaseUrl) ?? null,
    temporal: temporal.environment.TEMPORAL_ADDRESS ?? null,
    temporalUi: temporal.uiUrl ?? null,
    sandbox: sandboxUrl === undefined ? null : new URL(sandboxUrl).origin,
    log: logFile ?? null,
  };
}
