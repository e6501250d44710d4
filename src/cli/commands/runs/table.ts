import { formatAge, formatElapsed } from '../../../format/duration';
import { formatCount } from '../../../format/numbers';
import { formatRunStatus } from '../../../format/run-audit';
import type { RunRecord } from '../../../store';
import { type Column, renderTable } from '../../../terminal/table';

/** Render runs as a table, with the reasons of a run below it. `screenWidth`: see {@link renderTable}. */
export function renderRuns(runs: RunRecord[], nowMs: number, screenWidth: number | undefined): string[] {
  return runs.length === 0
    ? ['No runs.']
    : renderTable(columns(nowMs), runs, screenWidth, ({ reasons, error }) =>
        [...reasons, error ?? ''].filter(Boolean).join('; '),
      );
}

const columns = (nowMs: number): Column<RunRecord>[] => [
  { title: 'RUN', read: ({ kind }) => kind.toUpperCase() },
  {
    title: 'ENDED',
    read: ({ finishedAt }) => (finishedAt === null ? '' : `${formatAge(nowMs - Date.parse(finishedAt))} ago`),
  },
  { title: 'STATUS', read: ({ status }) => formatRunStatus(status) },
  {
    title: 'TOOK',
    read: ({ durationMs }) => (durationMs === null ? '' : formatElapsed(durationMs)),
    align: 'right',
  },
  { title: 'MET', read: ({ offersDistinct }) => count(offersDistinct), align: 'right' },
  { title: 'NEW', read: ({ offersNew }) => count(offersNew), align: 'right' },
  { title: 'CHANGED', read: ({ offersChanged }) => count(offersChanged), align: 'right' },
  { title: 'LIST', read: ({ listAfter }) => count(listAfter), align: 'right', isOptional: true },
  { title: 'WORKFLOW', read: ({ workflowId }) => workflowId, isElastic: true, isOptional: true },
];

function count(value: number | null): string {
  return value === null ? '' : formatCount(value);
}
