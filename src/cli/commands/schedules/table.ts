import type { ScheduleState } from '../../../client';
import { formatAge } from '../../../format/duration';
import { formatCount } from '../../../format/numbers';
import { type Column, renderTable } from '../../../terminal/table';

/** Render schedules as a table. `screenWidth`: see {@link renderTable}. */
export function renderSchedules(schedules: ScheduleState[], nowMs: number, screenWidth?: number): string[] {
  if (schedules.length === 0) return ['No schedules. Create them with `mobipium-sync schedules apply`.'];
  return renderTable(columns(nowMs), schedules, screenWidth);
}

const columns = (nowMs: number): Column<ScheduleState>[] => [
  { title: 'SCHEDULE', read: ({ id }) => id },
  { title: 'EVERY', read: ({ every }) => every },
  { title: 'NEXT', read: (schedule) => formatNext(schedule, nowMs), isElastic: true },
  { title: 'SKIPPED', read: ({ skipped }) => formatCount(skipped), align: 'right' },
  { title: 'MISSED', read: ({ missed }) => formatCount(missed), align: 'right' },
];

function formatNext({ paused, note, nextRuns: [next] }: ScheduleState, nowMs: number): string {
  if (paused) return note === null ? 'paused' : `paused: ${note}`;
  return next === undefined ? 'never' : `in ${formatAge(Date.parse(next) - nowMs)}`;
}
