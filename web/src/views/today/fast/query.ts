import { offersQuery } from '../../../api';
import { readQuery } from '../../offers/query';
import type { OffersSearch } from '../../offers/search';
import type { TodaySearch } from '../search';

const OFFERS_SHOWN = 20;

/** The address of the table with all offers that convert, the fastest and most frequent first. */
export function fastSearch({ mine: _, show: __, ...filters }: TodaySearch): OffersSearch {
  return { ...filters, priority: 'HIGH', sortBy: 'score' };
}

/** The first of them. */
export const fastOffersQuery = (search: TodaySearch) =>
  offersQuery({ ...readQuery(fastSearch(search)).query, limit: OFFERS_SHOWN });
