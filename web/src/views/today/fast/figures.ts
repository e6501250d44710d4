import type { Schemas } from '../../../api';
import type { Formats } from '../../../i18n';

type Offer = Schemas['Offer'];

/** Where an offer runs: `PT Airtel 1-Click`. */
export function placeOf({ country, carrier, flow }: Pick<Offer, 'country' | 'carrier' | 'flow'>): string {
  return [country, carrier, flow].filter((part) => part !== null && part !== '').join(' ');
}

/** What is left of the daily cap: a share, or the cap itself while none of it is known to be used. */
export function capLeftText(
  { capLeftPercent, dailyCap, dailyCapKind }: Pick<Offer, 'capLeftPercent' | 'dailyCap' | 'dailyCapKind'>,
  { number, percent }: Formats,
  perDay: (cap: string) => string,
): string {
  if (capLeftPercent !== null) return percent(capLeftPercent / 100);
  return dailyCapKind === 'count' && dailyCap !== null ? perDay(number(dailyCap)) : '–';
}
