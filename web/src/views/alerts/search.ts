import type { Schemas } from '../../api';
import { readFlag, readList, readOneOf, readText } from '../../search';

export type AlertKind = Schemas['Alert']['kind'];

export const ALERT_KINDS = [
  'conversion_stopped',
  'conversion_slowed',
  'status_changed',
  'payout_changed',
  'cap_reached',
  'network_silent',
  'mass_change',
  'mirror_stale',
] as const satisfies readonly AlertKind[];

/** The filters of the view, as in its address. */
export interface AlertsSearch {
  kinds?: AlertKind[] | undefined;
  state?: 'open' | 'ended' | undefined;
  mine?: true | undefined;
  /** Only those that are not acknowledged. */
  unacknowledged?: true | undefined;
  offerId?: string | undefined;
}

/** Reads the address of the view. Values that do not exist are left out. */
export function readAlertsSearch(search: Record<string, unknown>): AlertsSearch {
  const kinds = ALERT_KINDS.filter((kind) => readList(search.kinds)?.includes(kind));
  return {
    kinds: kinds.length === 0 ? undefined : kinds,
    state: readOneOf(search.state, ['open', 'ended'] as const),
    mine: readFlag(search.mine),
    unacknowledged: readFlag(search.unacknowledged),
    offerId: readText(search.offerId),
  };
}

/** The parameters with which the API lists these alerts. */
export function toAlertsQuery({ kinds, state, mine, unacknowledged, offerId }: AlertsSearch) {
  return {
    ...(kinds !== undefined && { kinds }),
    ...(state !== undefined && { state }),
    ...(mine !== undefined && { mine }),
    ...(unacknowledged !== undefined && { acknowledged: false }),
    ...(offerId !== undefined && { offerId }),
  };
}
