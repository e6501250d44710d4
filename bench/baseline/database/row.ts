import { parseAge } from '../../../src/domain/parse/age';
import type { NetworkRow } from '../../../src/sandbox/catalogue/to-wire-row';
import type { PlanColumn } from './tables';

const RECENT_SECONDS = 24 * 3_600;

export type PlanRow = Record<PlanColumn, string | number | boolean | Date | null>;

/** The fields of the network that the plan reads. */
export type PlanOffer = Pick<NetworkRow, keyof NetworkRow & PlanColumn>;

/** An offer of the network as the plan stores it. Unreadable values become 0 or null. */
export function toPlanRow(offer: PlanOffer, now: Date): PlanRow {
  const age = parseAge(offer.last_conv);
  const ageSeconds = age.kind === 'parsed' ? age.value?.seconds : undefined;
  const hasConversion = ageSeconds !== undefined;
  return {
    offer_id: offer.offer_id,
    offer_name: offer.offer_name,
    status: offer.status,
    country: offer.country,
    country_name: offer.country_name,
    carrier: offer.carrier,
    vertical: offer.vertical,
    flow: offer.flow,
    payout: parseFloat(offer.payout ?? '') || 0,
    currency: offer.currency,
    daily_cap: parseInt(offer.daily_cap ?? '', 10) || null,
    type_traffic: offer.type_traffic,
    filled_cap: parseInt(offer.filled_cap ?? '', 10) || null,
    last_conv: hasConversion ? new Date(now.getTime() - ageSeconds * 1_000) : null,
    last_conv_raw: offer.last_conv,
    has_conversion: hasConversion,
    last_conversion_at: hasConversion ? now : null,
    priority: hasConversion && ageSeconds <= RECENT_SECONDS ? 'HIGH' : 'LOW',
    created_at: now,
    updated_at: now,
  };
}
