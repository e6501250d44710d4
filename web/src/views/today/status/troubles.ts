import type { Schemas } from '../../../api';

type Mirror = Schemas['Readiness'];
type Alert = Schemas['Alert'];
type Schedule = Pick<Schemas['Schedule'], 'kind' | 'paused'>;

/** Something that a person should look at. */
export type Trouble =
  | { name: 'databaseAway' | 'temporalAway' | 'networkSilent' | 'mirrorStale' }
  | { name: 'clockBehind'; seconds: number }
  | { name: 'schedule'; id: string; isMissing: boolean }
  | {
      name: 'lastRun';
      kind: 'high' | 'full';
      status: 'incomplete' | 'failed' | 'timed_out';
      /** The first sentence that the run gives. Undefined: it gives none. */
      reason: string | undefined;
      isTokenRefused: boolean;
    }
  /** `seconds`: the age of the last complete run. Undefined: there is none. */
  | { name: 'overdue'; kind: 'high' | 'full'; seconds: number | undefined; isPaused: boolean };

type LastRunTrouble = Extract<Trouble, { name: 'lastRun' }>;
type OverdueTrouble = Extract<Trouble, { name: 'overdue' }>;

const KINDS = ['high', 'full'] as const;

/** What is wrong, the most serious first. Empty: the mirror is fresh and true. */
export function findTroubles(
  mirror: Mirror,
  openAlerts: readonly Alert[],
  schedules: readonly Schedule[],
): Trouble[] {
  const { dependencies, clockLagSeconds, scheduleProblems, lastRuns, freshness } = mirror;
  const alerts = new Set(openAlerts.map(({ kind }) => kind));
  const isTokenRefused = openAlerts.some(
    ({ kind, facts }) => kind === 'mirror_stale' && names(facts, 'token_refused'),
  );
  const runs = KINDS.flatMap((kind): LastRunTrouble[] => {
    const run = lastRuns?.[kind] ?? null;
    if (run === null || run.status === 'completed') return [];
    const { status, error, reasons } = run;
    return [{ name: 'lastRun', kind, status, reason: error ?? reasons[0], isTokenRefused }];
  });
  // Without a worker no run ends, and only the end of a run can start an alert.
  const overdue = KINDS.flatMap((kind): OverdueTrouble[] => {
    if (freshness == null || !freshness.overdue[kind]) return [];
    const seconds = freshness[kind === 'high' ? 'lastHigh' : 'lastFull']?.ageSeconds;
    const isPaused = schedules.some((schedule) => schedule.kind === kind && schedule.paused);
    return [{ name: 'overdue', kind, seconds, isPaused }];
  });
  return [
    ...(dependencies.database.state === 'away' ? [{ name: 'databaseAway' as const }] : []),
    ...(dependencies.temporal.state === 'away' ? [{ name: 'temporalAway' as const }] : []),
    ...((clockLagSeconds ?? 0) > 0 ? [{ name: 'clockBehind' as const, seconds: clockLagSeconds! }] : []),
    ...runs,
    ...overdue.filter(({ kind }) => !runs.some((run) => run.kind === kind)),
    // A run says more than the alert that follows from it.
    ...(alerts.has('mirror_stale') && runs.length + overdue.length === 0
      ? [{ name: 'mirrorStale' as const }]
      : []),
    ...(alerts.has('network_silent') ? [{ name: 'networkSilent' as const }] : []),
    ...(scheduleProblems ?? []).map(({ id, problem }) => ({
      name: 'schedule' as const,
      id,
      isMissing: problem === 'missing',
    })),
  ];
}

function names(facts: Alert['facts'], problem: string): boolean {
  const problems = Array.isArray(facts.problems) ? (facts.problems as { problem?: unknown }[]) : [];
  return problems.some((each) => each.problem === problem);
}
