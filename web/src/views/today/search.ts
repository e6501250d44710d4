import { readFlag, readList } from '../../search';

/** What the view shows, as in its address. */
export interface TodaySearch {
  /** Only what is on the watch list has just happened. */
  mine?: true | undefined;
  /** What has just happened: names of filters. One that does not exist stays, and the view says so. */
  show?: string[] | undefined;
  /** Of the offers that convert fast and often. */
  country?: string[] | undefined;
}

/** Reads the address of the view. */
export function readTodaySearch(search: Record<string, unknown>): TodaySearch {
  return { mine: readFlag(search.mine), show: readList(search.show), country: readList(search.country) };
}
