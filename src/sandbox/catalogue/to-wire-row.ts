import { toWireAge } from './to-wire-age';
import type { OfferTruth, TrueCap } from './truth';

/** One offer as the network sends it: its own field names, every value a string or null. */
export type NetworkRow = Record<keyof ReturnType<typeof toWireRow>, string | null> &
  Record<'offer_id' | 'status', string>;

/** Format an offer. `style` selects the formats of its values and is constant for an offer. */
export function toWireRow(truth: OfferTruth, ageMs: number | null, style: number) {
  return {
    offer_id: truth.offerId,
    offer_name: truth.offerName,
    status: truth.status,
    country: truth.country,
    country_name: truth.countryName,
    carrier: truth.carrier,
    vertical: truth.vertical,
    flow: truth.flow,
    model: truth.model,
    payout: formatPayout(truth.payout, style),
    currency: truth.currency,
    daily_cap: formatCap(truth.dailyCap, style),
    type_traffic: truth.typeTraffic,
    time_frame: truth.timeFrame,
    traffic_restrictions: truth.trafficRestrictions,
    landing_page: truth.landingPage,
    thumbnails: truth.thumbnails,
    offer_url: truth.offerUrl,
    filled_cap: formatCap(truth.filledCap, style >>> 4),
    last_conv: ageMs === null ? formatNothing(style) : toWireAge(ageMs / 1_000, style).text,
  };
}

/** The row of an offer that the network no longer has, for the option `unknownIds: 'as-unknown'`. */
export function toUnknownRow(offerId: string): NetworkRow {
  return {
    offer_id: offerId,
    offer_name: null,
    status: 'Unknown',
    country: null,
    country_name: null,
    carrier: null,
    vertical: null,
    flow: null,
    model: null,
    payout: null,
    currency: null,
    daily_cap: null,
    type_traffic: null,
    time_frame: null,
    traffic_restrictions: null,
    landing_page: null,
    thumbnails: null,
    offer_url: null,
    filled_cap: null,
    last_conv: null,
  };
}

/** `0.350` or `0,350`; `1,234.50`, `1234.50` or `1234,50`. A comma without a point is always the decimal sign. */
function formatPayout(payout: string, style: number): string {
  const [whole = '', decimals] = payout.split('.');
  if (decimals === undefined) return payout;
  if (style % 3 === 0) return `${whole},${decimals}`;
  if (style % 3 === 1) return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
  return payout;
}

function formatCap(cap: TrueCap, style: number): string | null {
  switch (cap.kind) {
    case 'none':
      return formatNothing(style);
    case 'open':
      return 'Open';
    case 'count':
      return String(cap.amount);
    case 'percent':
      return `${cap.amount}% today's fill`;
  }
}

function formatNothing(style: number): '' | null {
  return style % 2 === 0 ? null : '';
}
