import type { Schemas } from '../../../api';
import type { Formats, TextsOf } from '../../../i18n';
import type { offerTexts } from '../../../i18n/texts/offer';

type Figures = Pick<
  Schemas['Offer'],
  | 'status'
  | 'lastConversionAt'
  | 'conversionsPerHour'
  | 'usualGapSeconds'
  | 'silentForSeconds'
  | 'onceIn'
  | 'observations'
>;

/** With fewer conversions seen, the API does not know the rhythm. */
const KNOWN_FROM = 10;

/** With fewer conversions seen, the figures are rough. */
const SURE_FROM = 30;

/** A silence that comes by chance once in less than this is nothing unusual, in seconds. */
const UNUSUAL_FROM = 86_400;

/** How often an offer converts, in sentences. */
export function describeRhythm(
  offer: Figures,
  texts: TextsOf<typeof offerTexts>,
  formats: Formats,
): string[] {
  const { conversionsPerHour, usualGapSeconds, silentForSeconds, onceIn } = offer;
  const seen = offer.observations ?? 0;
  const { number, duration } = formats;
  if (offer.lastConversionAt === null && seen === 0) return [texts.neverConverted];
  const isActive = offer.status === 'Active';
  const sentences = isActive ? [] : [texts.notActive];
  if (seen < KNOWN_FROM || usualGapSeconds === null) {
    sentences.push(texts.tooLittle(number(seen), number(KNOWN_FROM)));
    if (isActive && silentForSeconds !== null) sentences.push(texts.silentSince(duration(silentForSeconds)));
    return sentences;
  }
  const gap = duration(usualGapSeconds);
  sentences.push(
    conversionsPerHour === null
      ? texts.converted(gap)
      : texts.converts(
          gap,
          number(conversionsPerHour, { maximumFractionDigits: conversionsPerHour < 10 ? 1 : 0 }),
        ),
  );
  if (silentForSeconds !== null) sentences.push(texts.silentSince(duration(silentForSeconds)));
  if (onceIn !== null)
    sentences.push(onceIn < UNUSUAL_FROM ? texts.usualSilence : texts.rareSilence(duration(onceIn)));
  sentences.push(seen < SURE_FROM ? texts.fewPoints(number(seen)) : texts.restsOn(number(seen)));
  return sentences;
}
