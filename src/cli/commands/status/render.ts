import type { SyncExecution } from '../../../client';
import { SCHEDULE_IDS } from '../../../domain/names';
import { formatAge } from '../../../format/duration';
import { formatCount } from '../../../format/numbers';
import { formatScheduleProblem } from '../../../format/schedule-problem';
import { type LastCompletedRun, MAX_CLOCK_LAG_SECONDS } from '../../../store';
import { formatSteps } from '../../../terminal/progress';
import { sanitizeText } from '../../../terminal/text';
import { renderRuns } from '../runs/table';
import { renderSchedules } from '../schedules/table';
import type { ServiceStatus } from './read';

const TEMPORAL_UNAVAILABLE = 'The Temporal server cannot be reached: current runs and schedules are unknown.';

/** Render the status of the service as lines. `screenWidth`: see {@link renderTable}. */
export function renderStatus(
  status: ServiceStatus,
  nowMs: number,
  screenWidth: number | undefined,
): string[] {
  const { runs, schedules } = status;
  return [
    ...renderMirror(status),
    '',
    ...(runs.length === 0 ? ['No run has ended yet.'] : renderRuns(runs, nowMs, screenWidth)),
    ...(schedules === null ? [] : ['', ...renderSchedules(schedules, nowMs, screenWidth)]),
    ...renderScheduleProblems(status),
    '',
    ...renderAddresses(status.addresses),
  ];
}

/** Render the mirror and its age, and the runs in progress. */
export function renderMirror(status: ServiceStatus): string[] {
  const { source, offers, lastHigh, lastFull, clockLagSeconds, running } = status;
  const mirror = source === null ? 'nothing has been read yet' : sanitizeText(source);
  return [
    `Mirror     ${mirror}: ${formatCount(offers.total)} offers, ${formatCount(offers.active)} of them Active`,
    `List       ${formatCount(offers.onList)} offers on the ConversionList`,
    `Last HIGH  ${formatLast(lastHigh, clockLagSeconds)}`,
    `Last FULL  ${formatLast(lastFull, clockLagSeconds)}`,
    ...renderOverdue(status),
    '',
    ...(running === null ? [TEMPORAL_UNAVAILABLE] : renderRunning(running)),
  ];
}

function renderOverdue({ overdue, schedules }: ServiceStatus): string[] {
  const kinds = (['high', 'full'] as const).filter((kind) => overdue[kind]);
  if (kinds.length === 0) return [];
  const paused = kinds.filter((kind) =>
    schedules?.some((schedule) => schedule.kind === kind && schedule.paused),
  );
  const what = kinds.map((kind) => kind.toUpperCase()).join(' and ');
  const toDo =
    paused.length === kinds.length
      ? `resume with \`mobipium-sync schedules resume ${SCHEDULE_IDS[paused[0]!]}\``
      : 'find the cause with `mobipium-sync doctor`';
  return [`Overdue    ${what}: ${toDo}`];
}

function renderScheduleProblems({ schedules, scheduleProblems }: ServiceStatus): string[] {
  // Without any schedule, the table says how to create them.
  if (schedules === null || schedules.length === 0 || scheduleProblems === null) return [];
  if (scheduleProblems.length === 0) return [];
  return [
    ...scheduleProblems.map((problem) => `The schedule ${formatScheduleProblem(problem)}.`),
    'Put it back with `mobipium-sync schedules apply`; a paused one stays paused.',
  ].map(sanitizeText);
}

function renderAddresses(addresses: ServiceStatus['addresses']): string[] {
  const { api, database, temporal, temporalUi, sandbox, log } = addresses;
  const server = temporal === null ? 'address from its profile' : temporal;
  return [
    ...(api === null ? [] : [`Open       ${api}`]),
    `Database   ${database ?? 'the one of DATABASE_URL'}`,
    `Temporal   ${server}${temporalUi === null ? '' : `, Web UI ${temporalUi}`}`,
    ...(sandbox === null ? [] : [`Sandbox    ${sandbox}`]),
    ...(log === null ? [] : [`Log        ${log}`]),
  ].map(sanitizeText);
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
