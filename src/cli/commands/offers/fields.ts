import { describeSpan } from '../../../domain/alerts/words';
import { formatAge } from '../../../format/duration';
import { formatQuantity } from '../../../format/numbers';
import { sanitizeText } from '../../../terminal/text';
import { formatCap, formatScore, formatStatus, type ListedOffer } from './table';

/** Longer than any label. */
const LABEL_WIDTH = 17;

/** Render all fields of an offer, one per line. Fields without a value are shown as `-`. */
export function renderOffer(offer: ListedOffer): string[] {
  const fields: [label: string, value: string | null][] = [
    ['Offer', offer.offerId],
    ['Name', offer.offerName],
    ['Status', formatStatus(offer)],
    ['Priority', offer.priority],
    ['Country', join(' ', offer.country, offer.countryName)],
    ['Carrier', offer.carrier],
    ['Vertical', offer.vertical],
    ['Flow', offer.flow],
    ['Model', offer.model],
    ['Payout', join(' ', offer.payout, offer.currency)],
    ['Daily cap', formatCap(offer.dailyCap, offer.dailyCapKind)],
    ['Filled cap', formatCap(offer.filledCap, offer.filledCapKind)],
    ['Traffic', offer.typeTraffic],
    ['Time frame', offer.timeFrame],
    ['Restrictions', offer.trafficRestrictions],
    ['Landing page', offer.landingPage],
    ['Thumbnails', offer.thumbnails],
    ['Offer URL', offer.offerUrl],
    ['Last conversion', formatLastConversion(offer)],
    ['Converts', formatRhythm(offer)],
    ['Silent for', formatSilence(offer)],
    ['Score', formatScore(offer.score)],
    ['Observed', offer.observedAt],
    ['First observed', offer.firstObservedAt],
    ['Last change', offer.updatedAt],
    ['Left Active', offer.leftActiveAt],
    ['Outdated fields', Object.keys(offer.stale ?? {}).join(', ')],
  ];
  return fields.map(
    ([label, value]) =>
      label.padEnd(LABEL_WIDTH) + (value === null || value === '' ? '-' : sanitizeText(value)),
  );
}

/** The estimated time, its age, and the text of the network. */
function formatLastConversion({
  lastConversionAt,
  lastConversionAgeSeconds: age,
  lastConvRaw,
}: ListedOffer): string | null {
  const raw = lastConvRaw === null ? null : `"${lastConvRaw}"`;
  if (lastConversionAt === null || age === null) return raw;
  return join(', ', `${formatAge(age * 1_000)} ago`, lastConversionAt, raw);
}

/** `usually every 1 min 20 s, 142 conversions seen`. */
function formatRhythm({ usualGapSeconds, observations }: ListedOffer): string | null {
  if (observations === null || observations === 0) return null;
  const seen = `${formatQuantity(observations, 'conversion')} seen`;
  return usualGapSeconds === null
    ? `${seen}: too few to know how often`
    : `usually every ${describeSpan(usualGapSeconds)}, ${seen}`;
}

/** `9 min at the last observation; by chance once in 3 weeks`. */
function formatSilence({ silentForSeconds, onceIn }: ListedOffer): string | null {
  if (silentForSeconds === null) return null;
  const chance = onceIn === null ? '' : `; by chance once in ${describeSpan(onceIn)}`;
  return `${describeSpan(silentForSeconds)} at the last observation${chance}`;
}

function join(separator: string, ...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null).join(separator);
}
