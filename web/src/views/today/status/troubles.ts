import type { Schemas } from '../../../api';

type Mirror = Schemas['Readiness'];
type Alert = Schemas['Alert'];

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
    };

/** What is wrong, the gravest first. Empty: the mirror is fresh and true. */
export function findTroubles(mirror: Mirror, openAlerts: readonly Alert[]): Trouble[] {
  const { dependencies, clockLagSeconds, scheduleProblems, lastRuns } = mirror;
  const alerts = new Set(openAlerts.map(({ kind }) => kind));
  const isTokenRefused = openAlerts.some(
    ({ kind, facts }) => kind === 'mirror_stale' && names(facts, 'token_refused'),
  );
  const runs = (['high', 'full'] as const).flatMap((kind): Trouble[] => {
    const run = lastRuns?.[kind] ?? null;
    if (run === null || run.status === 'completed') return [];
    const { status, error, reasons } = run;
    return [{ name: 'lastRun', kind, status, reason: error ?? reasons[0], isTokenRefused }];
  });
  return [
    ...(dependencies.database.state === 'away' ? [{ name: 'databaseAway' as const }] : []),
    ...(dependencies.temporal.state === 'away' ? [{ name: 'temporalAway' as const }] : []),
    ...((clockLagSeconds ?? 0) > 0 ? [{ name: 'clockBehind' as const, seconds: clockLagSeconds! }] : []),
    ...runs,
    // A run that failed says more than the age that follows from it.
    ...(alerts.has('mirror_stale') && runs.length === 0 ? [{ name: 'mirrorStale' as const }] : []),
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
