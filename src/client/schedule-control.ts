import { type ScheduleDescription, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import type { RunKey, SyncKind } from '../domain/run';
import { formatDuration } from '../format/duration';
import { SCHEDULE_IDS, scheduleIdOf } from '../workflows/contract';
import type { MirrorContext } from './mirror-context';
import { describeSchedule } from './schedules';

/** A run that a schedule started, and the time at which it was due. */
export interface ScheduledRun extends RunKey {
  scheduledAt: string;
}

/** The state of a schedule. Times are ISO 8601 in UTC. */
export interface ScheduleState {
  id: string;
  kind: SyncKind;
  paused: boolean;
  /** The operator's reason for the last pause or resume; null: none was given. */
  note: string | null;
  /** The interval, such as `2m`. */
  every: string;
  /** The next five times, soonest first. While the schedule is paused: when its runs would be due. */
  nextRuns: string[];
  /** The last five, newest first. */
  lastRuns: ScheduledRun[];
  /** Runs skipped because the previous run was still running. */
  skipped: number;
  /** Runs missed because the Temporal server was down for longer than the catch-up window. */
  missed: number;
}

/** `skipped`: the previous run, `run`, is still running. `unknown`: the server did not report the outcome in time. */
export type TriggerResult = { outcome: 'started' | 'skipped'; run: RunKey | null } | { outcome: 'unknown' };

/** The server acts on a trigger within milliseconds; a busy one takes longer. */
const TRIGGER_TIMEOUT_MS = 1_000;
/** What remains of the deadline of the call to return the outcome. */
const RETURN_WITHIN_MS = 100;
const TRIGGER_POLL_MS = 25;

const MAX_RUNS_SHOWN = 5;

/** The kind of run that a schedule starts. Undefined: not one of the three schedules. */
export function kindOfSchedule(id: string): SyncKind | undefined {
  return (Object.keys(SCHEDULE_IDS) as SyncKind[]).find((kind) => SCHEDULE_IDS[kind] === id);
}

/** Reads the state of a schedule, before `untilMs`, in milliseconds since 1970. Undefined: it has not been created. */
export async function readSchedule(
  context: MirrorContext,
  kind: SyncKind,
  untilMs: number,
): Promise<ScheduleState | undefined> {
  const description = await describeSchedule(context, kind, { untilMs });
  return description === undefined ? undefined : toState(kind, description);
}

/** Pauses or resumes a schedule. Does not affect a running sync. Undefined: the schedule has not been created. */
export async function setSchedulePaused(
  context: MirrorContext,
  kind: SyncKind,
  { paused, note, untilMs }: { paused: boolean; note: string; untilMs: number },
): Promise<ScheduleState | undefined> {
  if ((await describeSchedule(context, kind, { untilMs })) === undefined) return undefined;
  const handle = context.temporal.schedule.getHandle(scheduleIdOf(kind, context.prefix));
  try {
    await (paused ? handle.pause(note) : handle.unpause(note));
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
  return readSchedule(context, kind, untilMs);
}

/**
 * Triggers a schedule as if its run were due: skipped if the previous run is still running.
 *
 * Once the server has accepted the trigger, it returns before `deadlineMs`, in milliseconds since 1970: an error would make
 * callers trigger a second time. Undefined: the schedule has not been created.
 */
export async function triggerSchedule(
  context: MirrorContext,
  kind: SyncKind,
  deadlineMs: number,
): Promise<TriggerResult | undefined> {
  const before = await describeSchedule(context, kind, { untilMs: deadlineMs });
  if (before === undefined) return undefined;
  await context.temporal.schedule
    .getHandle(scheduleIdOf(kind, context.prefix))
    .trigger(ScheduleOverlapPolicy.SKIP);
  const earlierRunIds = new Set(
    before.info.recentActions.map(({ action }) => action.workflow.firstExecutionRunId),
  );
  const untilMs = Math.min(Date.now() + TRIGGER_TIMEOUT_MS, deadlineMs - RETURN_WITHIN_MS);
  while (Date.now() < untilMs) {
    const info = await describeSchedule(context, kind, { attempts: 1, untilMs })
      .then((description) => description?.info)
      .catch(() => undefined);
    const started = info?.recentActions.find(
      ({ action }) => !earlierRunIds.has(action.workflow.firstExecutionRunId),
    );
    if (started !== undefined) return { outcome: 'started', run: toRunKey(started.action.workflow) };
    if ((info?.numActionsSkippedOverlap ?? 0) > before.info.numActionsSkippedOverlap) {
      const running = info?.runningActions[0]?.workflow;
      return { outcome: 'skipped', run: running === undefined ? null : toRunKey(running) };
    }
    await new Promise((resolve) => setTimeout(resolve, TRIGGER_POLL_MS));
  }
  return { outcome: 'unknown' };
}

function toState(kind: SyncKind, { spec, state, info }: ScheduleDescription): ScheduleState {
  return {
    id: SCHEDULE_IDS[kind],
    kind,
    paused: state.paused,
    note: state.note || null,
    every: (spec.intervals ?? []).map(({ every }) => formatDuration(every)).join(', '),
    nextRuns: info.nextActionTimes.slice(0, MAX_RUNS_SHOWN).map((time) => time.toISOString()),
    lastRuns: info.recentActions
      .map(({ scheduledAt, action }) => ({
        ...toRunKey(action.workflow),
        scheduledAt: scheduledAt.toISOString(),
      }))
      .reverse()
      .slice(0, MAX_RUNS_SHOWN),
    skipped: info.numActionsSkippedOverlap,
    missed: info.numActionsMissedCatchupWindow,
  };
}

function toRunKey(workflow: { workflowId: string; firstExecutionRunId: string }): RunKey {
  return { workflowId: workflow.workflowId, runId: workflow.firstExecutionRunId };
}
