import {
  type Client,
  type ScheduleDescription,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { RunKey, SyncKind } from '../domain/run';
import { formatDuration } from '../format/duration';
import { SCHEDULE_IDS } from '../workflows/contract';
import { describeSchedule } from './schedules';

/** A run that a schedule started, and the moment that it was due. */
export interface ScheduledRun extends RunKey {
  scheduledAt: string;
}

/** A schedule as it stands; times are ISO 8601 UTC. */
export interface ScheduleState {
  id: string;
  kind: SyncKind;
  paused: boolean;
  /** Why it was paused or resumed, in the words of who did it; null: nobody said. */
  note: string | null;
  /** Such as `2m`. */
  every: string;
  /** The next ones first. While it is paused they are when it would have been due. */
  nextRuns: string[];
  /** The newest first. */
  lastRuns: ScheduledRun[];
  /** Runs that were due while the one before was still going. */
  skipped: number;
  /** Runs that were due while the Temporal server was away for too long. */
  missed: number;
}

/** `skipped`: the schedule's last run is still going, under this id. `unknown`: the server did not say in time. */
export type TriggerResult = { outcome: 'started' | 'skipped'; run: RunKey | null } | { outcome: 'unknown' };

/** The server acts on a trigger within some milliseconds; this is for one that is busy. */
const TRIGGER_SHOWN_WITHIN_MS = 1_000;
const TRIGGER_POLL_MS = 25;

const SHOWN = 5;

/** The id's kind; undefined: it is not one of our three schedules. */
export function kindOfSchedule(id: string): SyncKind | undefined {
  return (Object.keys(SCHEDULE_IDS) as SyncKind[]).find((kind) => SCHEDULE_IDS[kind] === id);
}

/** A schedule as it stands; undefined: it has not been made yet. */
export async function readSchedule(temporal: Client, kind: SyncKind): Promise<ScheduleState | undefined> {
  const description = await describeSchedule(temporal, kind);
  return description === undefined ? undefined : toState(kind, description);
}

/** Pause or resume a schedule, with a note that says why. A run that is going goes on. Undefined: there is none. */
export async function setSchedulePaused(
  temporal: Client,
  kind: SyncKind,
  paused: boolean,
  note: string,
): Promise<ScheduleState | undefined> {
  const handle = temporal.schedule.getHandle(SCHEDULE_IDS[kind]);
  try {
    await (paused ? handle.pause(note) : handle.unpause(note));
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
  return readSchedule(temporal, kind);
}

/**
 * Have a schedule start its run now, as if it were due: one that finds its last run still going is skipped.
 *
 * Undefined: there is no such schedule.
 */
export async function triggerSchedule(temporal: Client, kind: SyncKind): Promise<TriggerResult | undefined> {
  const before = await describeSchedule(temporal, kind);
  if (before === undefined) return undefined;
  await temporal.schedule.getHandle(SCHEDULE_IDS[kind]).trigger(ScheduleOverlapPolicy.SKIP);
  const taken = new Set(before.info.recentActions.map(({ action }) => action.workflow.firstExecutionRunId));
  const shownUntil = Date.now() + TRIGGER_SHOWN_WITHIN_MS;
  while (Date.now() < shownUntil) {
    // It has been taken up: that the server is too busy to say more is no reason for anybody to repeat it.
    const info = await describeSchedule(temporal, kind, 1)
      .then((description) => description?.info)
      .catch(() => undefined);
    const started = info?.recentActions.find(({ action }) => !taken.has(action.workflow.firstExecutionRunId));
    if (started !== undefined) return { outcome: 'started', run: toRun(started.action.workflow) };
    if ((info?.numActionsSkippedOverlap ?? 0) > before.info.numActionsSkippedOverlap) {
      const going = info?.runningActions[0]?.workflow;
      return { outcome: 'skipped', run: going === undefined ? null : toRun(going) };
    }
    await new Promise((resolve) => setTimeout(resolve, TRIGGER_POLL_MS));
  }
  return { outcome: 'unknown' };
}

function toState(kind: SyncKind, { scheduleId, spec, state, info }: ScheduleDescription): ScheduleState {
  return {
    id: scheduleId,
    kind,
    paused: state.paused,
    note: state.note || null,
    every: (spec.intervals ?? []).map(({ every }) => formatDuration(every)).join(', '),
    nextRuns: info.nextActionTimes.slice(0, SHOWN).map((time) => time.toISOString()),
    lastRuns: info.recentActions
      .map(({ scheduledAt, action }) => ({
        ...toRun(action.workflow),
        scheduledAt: scheduledAt.toISOString(),
      }))
      .reverse()
      .slice(0, SHOWN),
    skipped: info.numActionsSkippedOverlap,
    missed: info.numActionsMissedCatchupWindow,
  };
}

function toRun({
  workflowId,
  firstExecutionRunId,
}: {
  workflowId: string;
  firstExecutionRunId: string;
}): RunKey {
  return { workflowId, runId: firstExecutionRunId };
}
