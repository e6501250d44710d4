import type { OfferStatus } from '../domain/offer';
import type { HistoryValue, LastingField, OfferChange } from '../domain/offer-change';

const LABELS: Record<LastingField, string> = {
  status: 'status',
  payout: 'payout',
  currency: 'currency',
  dailyCap: 'daily cap',
  filledCap: 'filled cap',
  offerName: 'name',
  country: 'country',
  countryName: 'name of the country',
  carrier: 'carrier',
  vertical: 'vertical',
  flow: 'flow',
  model: 'model',
  typeTraffic: 'traffic',
  timeFrame: 'time frame',
  trafficRestrictions: 'restrictions',
  landingPage: 'landing page',
  thumbnails: 'thumbnails',
  offerUrl: 'offer URL',
};

const FIELDS = Object.keys(LABELS) as LastingField[];

const STATUS_WORDS: Record<OfferStatus, string> = {
  Active: 'active again',
  Paused: 'paused',
  Blocked: 'blocked',
  Unknown: 'gone',
};

/**
 * Describe what changed, on one line: `paused (was Active), payout 0.350 → 0.500 USD`. The values are texts from outside.
 *
 * @param currency the present currency of the offer, for a payout that changed alone.
 */
export function describeChange(
  { kinds, changes }: Pick<OfferChange, 'kinds' | 'changes'>,
  currency: string | null,
): string {
  if (kinds.includes('new')) return 'new';
  const { payout } = changes;
  return FIELDS.flatMap((field) => {
    const change = changes[field];
    if (change === undefined || (field === 'currency' && payout !== undefined)) return [];
    if (field === 'status' && change[0] !== null)
      return [`${STATUS_WORDS[change[1] as OfferStatus]} (was ${formatValue(change[0])})`];
    const [old, current] = change.map(formatValue);
    if (field !== 'payout') return [`${LABELS[field]} ${old} → ${current}`];
    const [oldCurrency, newCurrency] = changes.currency ?? [null, currency];
    return [`payout ${join(old, oldCurrency)} → ${join(current, newCurrency)}`];
  }).join(', ');
}

function join(amount: string | undefined, currency: HistoryValue): string {
  return [amount, ...(currency === null ? [] : [formatValue(currency)])].join(' ');
}

function formatValue(value: HistoryValue): string {
  if (value === null) return 'none';
  if (typeof value === 'string') return value;
  if (value.kind === 'count') return String(value.amount);
  return value.kind === 'percent' ? `${value.amount} %` : value.kind;
}
