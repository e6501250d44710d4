import type { Instant } from '../offer';
import { TOKEN_REFUSED } from '../run';
import type { MirrorProblem } from './episode';
import { overdueAt, type RunsOfKind } from './overdue';

/** The runs of one kind, and how often a schedule starts one. */
type ScheduledRuns = RunsOfKind & { everySeconds: number };

/** What decides whether the mirror is up to date at a time. */
export interface MirrorHealth {
  at: Instant;
  high: ScheduledRuns;
  full: ScheduledRuns;
  /** Of the last run that sent requests and has ended: when it started, and the class of its error. */
  last: { startedAt: Instant; errorType: string | null } | null;
  /** How far the database's clock is behind a time that the mirror has used, in seconds. */
  clockLagSeconds: number;
  /** The lag that is tolerated. */
  maxClockLagSeconds: number;
  /** Why the mirror was out of date when it was last judged. */
  before: readonly MirrorProblem['problem'][];
}

/**
 * Whether the last good run took longer than its interval. If the next one does too, it is overdue before it ends: each of them
 * would end an episode and start another one.
 */
function isSlow({ goodSeconds, everySeconds }: ScheduledRuns): boolean {
  return goodSeconds !== null && goodSeconds > everySeconds;
}

/** Why the mirror is out of date; none: it is not. `since` of all problems: the time at which the first one began. */
export function findMirrorProblems(health: MirrorHealth): { problems: MirrorProblem[]; since: Instant } {
  const { at, high, full, last, clockLagSeconds, maxClockLagSeconds, before } = health;
  const now = Date.parse(at);
  const found: (MirrorProblem & { startedAt: number })[] = [];
  for (const [problem, runs] of [
    ['no_high', high],
    ['no_full', full],
  ] as const) {
    const overdue = overdueAt(runs, { everySeconds: runs.everySeconds, createdAt: null });
    if (overdue !== undefined && (now >= overdue || (before.includes(problem) && isSlow(runs))))
      found.push({ problem, since: runs.goodAt, startedAt: overdue });
  }
  if (last?.errorType === TOKEN_REFUSED)
    found.push({ problem: 'token_refused', since: last.startedAt, startedAt: Date.parse(last.startedAt) });
  if (clockLagSeconds > maxClockLagSeconds)
    found.push({ problem: 'clock_behind', since: null, startedAt: now });
  const first = Math.min(now, ...found.map(({ startedAt }) => startedAt));
  return {
    problems: found.map(({ problem, since }) => ({ problem, since })),
    since: new Date(first).toISOString(),
  };
}
