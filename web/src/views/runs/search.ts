import { readList } from '../../search';

/** The filters of the view, as in its address. */
export interface RunsSearch {
  kind?: string[] | undefined;
}

/** Reads the address of the view. */
export function readRunsSearch(search: Record<string, unknown>): RunsSearch {
  return { kind: readList(search.kind) };
}
