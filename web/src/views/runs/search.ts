import type { Schemas } from '../../api';
import { readList } from '../../search';

type Run = Schemas['Sync'];

export const KINDS = ['high', 'full', 'refresh'] as const satisfies readonly Run['kind'][];

export const STATUSES = [
  'running',
  'completed',
  'incomplete',
  'failed',
  'cancelled',
  'timed_out',
] as const satisfies readonly Run['status'][];

/** The filters of the view, as in its address. */
export interface RunsSearch {
  kind?: Run['kind'][] | undefined;
  status?: Run['status'][] | undefined;
}

/** Reads the address of the view. Kinds and statuses that do not exist are left out. */
export function readRunsSearch(search: Record<string, unknown>): RunsSearch {
  return { kind: known(search.kind, KINDS), status: known(search.status, STATUSES) };
}

function known<T extends string>(value: unknown, values: readonly T[]): T[] | undefined {
  const given = readList(value) ?? [];
  const found = values.filter((each) => given.includes(each));
  return found.length === 0 ? undefined : found;
}
