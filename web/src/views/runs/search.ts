import { readList } from '../../search';

const KINDS = ['high', 'full', 'refresh'] as const;
const STATUSES = ['running', 'completed', 'incomplete', 'failed', 'cancelled', 'timed_out'] as const;

/** The filters of the view, as in its address. */
export interface RunsSearch {
  kind?: (typeof KINDS)[number][] | undefined;
  status?: (typeof STATUSES)[number][] | undefined;
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

export { KINDS, STATUSES };
