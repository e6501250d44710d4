import { readFlag, readList, readText } from '../../search';
import type { OffersSearch } from '../offers/search';

/** The filters of what converts fast and often that take several values. */
export const FAST_LISTS = ['country', 'carrier', 'flow'] as const;

/** What the view shows, as in its address; with the filters of the offers that convert fast and often. */
export interface TodaySearch extends Pick<
  OffersSearch,
  (typeof FAST_LISTS)[number] | 'payoutMin' | 'capLeftMin'
> {
  /** Only what is on the watch list has just happened. */
  mine?: true | undefined;
  /** What has just happened: names of filters. One that does not exist stays, and the view says so. */
  show?: string[] | undefined;
}

/** Reads the address of the view. */
export function readTodaySearch(search: Record<string, unknown>): TodaySearch {
  return {
    mine: readFlag(search.mine),
    show: readList(search.show),
    ...Object.fromEntries(FAST_LISTS.map((filter) => [filter, readList(search[filter])])),
    payoutMin: readText(search.payoutMin),
    capLeftMin: readText(search.capLeftMin),
  };
}
