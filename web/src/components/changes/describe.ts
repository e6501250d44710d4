import type { Schemas } from '../../api';
import type { Formats, TextsOf } from '../../i18n';
import type { changesTexts } from '../../i18n/texts/changes';

type Texts = TextsOf<typeof changesTexts>;
type Change = Pick<Schemas['OfferChange'], 'kinds' | 'changes'>;

const LABELS = [
  'dailyCap',
  'filledCap',
  'offerName',
  'country',
  'countryName',
  'carrier',
  'vertical',
  'flow',
  'model',
  'typeTraffic',
  'timeFrame',
  'trafficRestrictions',
  'landingPage',
  'thumbnails',
  'offerUrl',
] as const;

/**
 * What changed, on one line: `was Active, 0.463 → 0.520 EUR (+12.3%)`. Empty for a new offer, and for a status that was
 * not known before. Has texts from outside.
 *
 * @param currency the present currency of the offer, for a payout that changed alone.
 */
export function describeChange(
  { kinds, changes }: Change,
  currency: string | null,
  texts: Texts,
  formats: Formats,
): string {
  if (kinds.includes('new')) return '';
  const value = (each: unknown) => describeValue(each, texts, formats);
  const { status, payout } = changes;
  const parts = [
    ...(status === undefined || status[0] === null ? [] : [texts.was(value(status[0]))]),
    ...(payout === undefined
      ? []
      : [describePayout(payout, changes.currency ?? [currency, currency], formats)]),
    ...(payout === undefined && changes.currency !== undefined
      ? [changes.currency.map(value).join(' → ')]
      : []),
    ...LABELS.flatMap((field) => {
      const change = changes[field];
      return change === undefined ? [] : [`${texts[field]} ${value(change[0])} → ${value(change[1])}`];
    }),
  ];
  return parts.join(', ');
}

/** A payout before and after: `0.463 → 0.520 EUR (+12.3%)`. A currency that changed is written with both. */
export function describePayout(
  [before, after]: readonly unknown[],
  [oldCurrency, newCurrency]: readonly unknown[],
  formats: Formats,
): string {
  const money = (amount: unknown, currency: unknown) =>
    typeof amount === 'string' ? formats.money(amount, typeof currency === 'string' ? currency : null) : '–';
  const isSameCurrency = oldCurrency === newCurrency;
  const share = isSameCurrency ? Number(after) / Number(before) - 1 : NaN;
  const percent =
    Number.isFinite(share) && share !== 0 ? ` (${share > 0 ? '+' : ''}${formats.percent(share)})` : '';
  return `${money(before, isSameCurrency ? null : oldCurrency)} → ${money(after, newCurrency)}${percent}`;
}

function describeValue(value: unknown, texts: Texts, formats: Formats): string {
  if (typeof value === 'string') return value;
  const { kind, amount } = (value ?? {}) as { kind?: string; amount?: number };
  if (kind === 'open') return texts.open;
  if (kind === 'percent') return formats.percent((amount ?? 0) / 100);
  return kind === 'count' ? formats.number(amount ?? 0) : texts.none;
}
