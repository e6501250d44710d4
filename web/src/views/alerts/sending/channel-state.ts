import type { Schemas } from '../../../api';

/** Whether a channel does not deliver: it is disabled, or its last attempt has failed. */
export function isFailing({
  disabledAt,
  lastFailedAt,
  lastDeliveredAt,
}: Pick<Schemas['AlertChannel'], 'disabledAt' | 'lastFailedAt' | 'lastDeliveredAt'>): boolean {
  if (disabledAt !== null) return true;
  if (lastFailedAt === null) return false;
  return lastDeliveredAt === null || Date.parse(lastFailedAt) > Date.parse(lastDeliveredAt);
}
