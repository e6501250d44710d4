import type { ScheduleState, SyncExecution } from '../../../client';
import { count, seconds, span } from '../../../format/numbers';
import type { LastGoodRun, RunRecord } from '../../../store';
import { type Column, layOut } from '../../../terminal/table';
import { plain } from '../../../terminal/text';
import type { Status } from './read';

/** How the service stands, in words, for a screen of so many columns; undefined: a pipe. */
export function describeStatus(status: Status, nowMs: number, screenWidth: number | undefined): string[] {
  const { source, offers, lastHigh, lastFull, runs, going, schedules } = status;
  return [
    `Mirror     ${plain(source ?? 'nothing has been read yet')}: ${count(offers.total)} offers, ${count(offers.active)} of them Active`,
    `List       ${count(offers.onList)} offers convert now`,
    `Last HIGH  ${describeLast(lastHigh)}`,
    `Last FULL  ${describeLast(lastFull)}`,
    '',
    ...(going === null ? [AWAY] : describeGoing(going)),
    '',
    ...(runs.length === 0 ? ['No run has ended yet.'] : layOut(RUN_COLUMNS(nowMs), runs, screenWidth)),
    ...(schedules === null ? [] : ['', ...describeSchedules(schedules, nowMs)]),
  ];
}

/** Schedules as a table. */
export function describeSchedules(schedules: ScheduleState[], nowMs: number): string[] {
  if (schedules.length === 0) return ['There are no schedules: `mobipium-sync schedules apply` makes them.'];
  return layOut(SCHEDULE_COLUMNS(nowMs), schedules);
}

const AWAY = 'The Temporal server cannot be reached: what is going, and the schedules, are not known.';

const RUN_COLUMNS = (nowMs: number): Column<RunRecord>[] => [
  { title: 'RUN', read: ({ kind }) => kind.toUpperCase() },
  { title: 'ENDED', read: ({ finishedAt }) => (finishedAt === null ? '' : ago(finishedAt, nowMs)) },
  { title: 'HOW', read: ({ status }) => status.replace('_', ' ') },
  { title: 'TOOK', read: ({ durationMs }) => seconds(durationMs ?? 0), align: 'right' },
  { title: 'MET', read: ({ offersDistinct }) => count(offersDistinct ?? 0), align: 'right' },
  { title: 'NEW', read: ({ offersNew }) => count(offersNew ?? 0), align: 'right' },
  { title: 'CHANGED', read: ({ offersChanged }) => count(offersChanged ?? 0), align: 'right' },
  { title: 'LIST', read: ({ listAfter }) => (listAfter === null ? '' : count(listAfter)), align: 'right' },
  { title: 'WORKFLOW', read: ({ workflowId }) => workflowId },
  {
    title: 'WHY',
    read: ({ reasons, error }) => [...reasons, error ?? ''].filter(Boolean).join('; '),
    isElastic: true,
  },
];

const SCHEDULE_COLUMNS = (nowMs: number): Column<ScheduleState>[] => [
  { title: 'SCHEDULE', read: ({ id }) => id },
  { title: 'EVERY', read: ({ every }) => every },
  { title: 'NEXT', read: (schedule) => describeNext(schedule, nowMs) },
  { title: 'SKIPPED', read: ({ skipped }) => count(skipped), align: 'right' },
  { title: 'MISSED', read: ({ missed }) => count(missed), align: 'right' },
];

function describeNext({ paused, note, nextRuns: [next] }: ScheduleState, nowMs: number): string {
  if (paused) return note === null ? 'paused' : `paused: ${note}`;
  return next === undefined ? 'never' : `in ${span((Date.parse(next) - nowMs) / 1_000)}`;
}

function describeLast(last: LastGoodRun | null): string {
  return last === null ? 'none has been completed yet' : `completed ${span(last.ageSeconds)} ago`;
}

function describeGoing(going: SyncExecution[]): string[] {
  if (going.length === 0) return ['Nothing is going.'];
  return going.map(({ kind, workflowId, progress }) => {
    const way = progress === null ? 'no worker answers' : describeWay(progress);
    return plain(`Going      ${kind.toUpperCase()} ${workflowId}: ${way}`);
  });
}

function describeWay({ phase, pagesDone, pagesTotal, kind }: NonNullable<SyncExecution['progress']>): string {
  const unit = kind === 'high' ? 'batches' : 'pages';
  return pagesTotal === null ? phase : `${phase}, ${pagesDone} of ${pagesTotal} ${unit}`;
}

function ago(time: string, nowMs: number): string {
  return `${span((nowMs - Date.parse(time)) / 1_000)} ago`;
}
