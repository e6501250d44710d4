import { readList } from '../../search';

/** The filters of the view, as in its address. */
export interface AlertsSearch {
  kinds?: string[] | undefined;
}

/** Reads the address of the view. */
export function readAlertsSearch(search: Record<string, unknown>): AlertsSearch {
  return { kinds: readList(search.kinds) };
}
