import type { ScheduleState, SyncExecution } from '../../../client';
import { formatAge, formatElapsed } from '../../../format/duration';
import { formatCount } from '../../../format/numbers';
import { formatRunStatus } from '../../../format/run-audit';
import { type LastCompletedRun, MAX_CLOCK_LAG_SECONDS, type RunRecord } from '../../../store';
import { formatSteps } from '../../../terminal/progress';
import { type Column, renderTable } from '../../../terminal/table';
import { sanitizeText } from '../../../terminal/text';
import type { ServiceStatus } from './read';

const TEMPORAL_UNAVAILABLE =
  'The Temporal server cannot be reached: runs in progress and schedules are unknown.';

/** Render the status of the service as lines. `screenWidth`: see {@link renderTable}. */
export function renderStatus(
  status: ServiceStatus,
  nowMs: number,
  screenWidth: number | undefined,
): string[] {
  const { source, offers, lastHigh, lastFull, clockLagSeconds, runs, running, schedules } = status;
  const mirror = source === null ? 'nothing has been read yet' : sanitizeText(source);
  return [
    `Mirror     ${mirror}: ${formatCount(offers.total)} offers, ${formatCount(offers.active)} of them Active`,
    `List       ${formatCount(offers.onList)} offers on the ConversionList`,
    `Last HIGH  ${formatLast(lastHigh, clockLagSeconds)}`,
    `Last FULL  ${formatLast(lastFull, clockLagSeconds)}`,
    '',
    ...(running === null ? [TEMPORAL_UNAVAILABLE] : renderRunning(running)),
    '',
    ...(runs.length === 0 ? ['No run has ended yet.'] : renderTable(runColumns(nowMs), runs, screenWidth)),
    ...(schedules === null ? [] : ['', ...renderSchedules(schedules, nowMs)]),
  ];
}

/** Render schedules as a table. */
export function renderSchedules(schedules: ScheduleState[], nowMs: number): string[] {
  if (schedules.length === 0) return ['No schedules. Create them with `mobipium-sync schedules apply`.'];
  return renderTable(scheduleColumns(nowMs), schedules);
}

const runColumns = (nowMs: number): Column<RunRecord>[] => [
  { title: 'RUN', read: ({ kind }) => kind.toUpperCase() },
  {
    title: 'ENDED',
    read: ({ finishedAt }) => (finishedAt === null ? '' : `${formatAge(nowMs - Date.parse(finishedAt))} ago`),
  },
  { title: 'STATUS', read: ({ status }) => formatRunStatus(status) },
  { title: 'TOOK', read: ({ durationMs }) => formatElapsed(durationMs ?? 0), align: 'right' },
  { title: 'MET', read: ({ offersDistinct }) => formatCount(offersDistinct ?? 0), align: 'right' },
  { title: 'NEW', read: ({ offersNew }) => formatCount(offersNew ?? 0), align: 'right' },
  { title: 'CHANGED', read: ({ offersChanged }) => formatCount(offersChanged ?? 0), align: 'right' },
  {
    title: 'LIST',
    read: ({ listAfter }) => (listAfter === null ? '' : formatCount(listAfter)),
    align: 'right',
  },
  { title: 'WORKFLOW', read: ({ workflowId }) => workflowId, isElastic: true },
  {
    title: 'REASON',
    read: ({ reasons, error }) => [...reasons, error ?? ''].filter(Boolean).join('; '),
    isElastic: true,
  },
];

const scheduleColumns = (nowMs: number): Column<ScheduleState>[] => [
  { title: 'SCHEDULE', read: ({ id }) => id },
  { title: 'EVERY', read: ({ every }) => every },
  { title: 'NEXT', read: (schedule) => formatNext(schedule, nowMs) },
  { title: 'SKIPPED', read: ({ skipped }) => formatCount(skipped), align: 'right' },
  { title: 'MISSED', read: ({ missed }) => formatCount(missed), align: 'right' },
];

function formatNext({ paused, note, nextRuns: [next] }: ScheduleState, nowMs: number): string {
  if (paused) return note === null ? 'paused' : `paused: ${note}`;
  return next === undefined ? 'never' : `in ${formatAge(Date.parse(next) - nowMs)}`;
}

function formatLast(last: LastCompletedRun | null, clockLagSeconds: number): string {
  if (last !== null) return `completed ${formatAge(last.ageSeconds * 1_000)} ago`;
  return clockLagSeconds > MAX_CLOCK_LAG_SECONDS
    ? `unknown, because the database's clock is ${formatAge(clockLagSeconds * 1_000)} behind earlier observations`
    : 'never completed';
}

function renderRunning(running: SyncExecution[]): string[] {
  if (running.length === 0) return ['No runs in progress.'];
  return running.map(({ kind, workflowId, progress }) =>
    sanitizeText(
      `Running    ${kind.toUpperCase()} ${workflowId}, ${progress === null ? 'no worker answers' : formatSteps(progress)}`,
    ),
  );
}
