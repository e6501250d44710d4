import type { ScheduleState, SyncExecution } from '../../../client';
import { formatCount, formatElapsed, formatAge } from '../../../format/numbers';
import type { LastCompletedRun, RunRecord } from '../../../store';
import { type Column, renderTable } from '../../../terminal/table';
import { sanitizeText } from '../../../terminal/text';
import type { ServiceStatus } from './read';

/** How the service stands, in words, for a screen of so many columns; undefined: a pipe. */
export function renderStatus(
  status: ServiceStatus,
  nowMs: number,
  screenWidth: number | undefined,
): string[] {
  const { source, offers, lastHigh, lastFull, runs, going, schedules } = status;
  return [
    `Mirror     ${sanitizeText(source ?? 'nothing has been read yet')}: ${formatCount(offers.total)} offers, ${formatCount(offers.active)} of them Active`,
    `List       ${formatCount(offers.onList)} offers convert now`,
    `Last HIGH  ${describeLast(lastHigh)}`,
    `Last FULL  ${describeLast(lastFull)}`,
    '',
    ...(going === null ? [AWAY] : describeGoing(going)),
    '',
    ...(runs.length === 0 ? ['No run has ended yet.'] : renderTable(RUN_COLUMNS(nowMs), runs, screenWidth)),
    ...(schedules === null ? [] : ['', ...renderSchedules(schedules, nowMs)]),
  ];
}

/** Schedules as a table. */
export function renderSchedules(schedules: ScheduleState[], nowMs: number): string[] {
  if (schedules.length === 0) return ['There are no schedules: `mobipium-sync schedules apply` makes them.'];
  return renderTable(SCHEDULE_COLUMNS(nowMs), schedules);
}

const AWAY = 'The Temporal server cannot be reached: what is going, and the schedules, are not known.';

const RUN_COLUMNS = (nowMs: number): Column<RunRecord>[] => [
  { title: 'RUN', read: ({ kind }) => kind.toUpperCase() },
  { title: 'ENDED', read: ({ finishedAt }) => (finishedAt === null ? '' : ago(finishedAt, nowMs)) },
  { title: 'HOW', read: ({ status }) => status.replace('_', ' ') },
  { title: 'TOOK', read: ({ durationMs }) => formatElapsed(durationMs ?? 0), align: 'right' },
  { title: 'MET', read: ({ offersDistinct }) => formatCount(offersDistinct ?? 0), align: 'right' },
  { title: 'NEW', read: ({ offersNew }) => formatCount(offersNew ?? 0), align: 'right' },
  { title: 'CHANGED', read: ({ offersChanged }) => formatCount(offersChanged ?? 0), align: 'right' },
  {
    title: 'LIST',
    read: ({ listAfter }) => (listAfter === null ? '' : formatCount(listAfter)),
    align: 'right',
  },
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
  { title: 'SKIPPED', read: ({ skipped }) => formatCount(skipped), align: 'right' },
  { title: 'MISSED', read: ({ missed }) => formatCount(missed), align: 'right' },
];

function describeNext({ paused, note, nextRuns: [next] }: ScheduleState, nowMs: number): string {
  if (paused) return note === null ? 'paused' : `paused: ${note}`;
  return next === undefined ? 'never' : `in ${formatAge((Date.parse(next) - nowMs) / 1_000)}`;
}

function describeLast(last: LastCompletedRun | null): string {
  return last === null ? 'none has been completed yet' : `completed ${formatAge(last.ageSeconds)} ago`;
}

function describeGoing(going: SyncExecution[]): string[] {
  if (going.length === 0) return ['Nothing is going.'];
  return going.map(({ kind, workflowId, progress }) => {
    const way = progress === null ? 'no worker answers' : describeWay(progress);
    return sanitizeText(`Going      ${kind.toUpperCase()} ${workflowId}: ${way}`);
  });
}

function describeWay({ phase, pagesDone, pagesTotal, kind }: NonNullable<SyncExecution['progress']>): string {
  const unit = kind === 'high' ? 'batches' : 'pages';
  return pagesTotal === null ? phase : `${phase}, ${pagesDone} of ${pagesTotal} ${unit}`;
}

function ago(time: string, nowMs: number): string {
  return `${formatAge((nowMs - Date.parse(time)) / 1_000)} ago`;
}
