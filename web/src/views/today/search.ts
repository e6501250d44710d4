import { readFlag, readList } from '../../search';

/** What the block "Just happened" shows, as in the address. */
export interface TodaySearch {
  mine?: true | undefined;
  kinds?: string[] | undefined;
}

/** Reads the address of the view. */
export function readTodaySearch(search: Record<string, unknown>): TodaySearch {
  return { mine: readFlag(search.mine), kinds: readList(search.kinds) };
}
