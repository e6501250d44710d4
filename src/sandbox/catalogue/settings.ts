/** Positions are below this: the index packs a position and a phase of up to 32 bits into one safe integer. */
export const POSITION_RANGE = 2 ** 21;

/** Below POSITION_RANGE, with room for absent offers and for those that a script adds. */
const MAX_OFFERS = 2_000_000;

/** Two catalogues with equal settings are equal at every moment. */
export interface CatalogueSettings {
  seed: number;
  /** The average number of offers; exact where `churn` is 0. */
  offers: number;
  /**
   * Changes of presence or status per offer and hour. 0: frozen. Only scripts change a frozen catalogue, and no offer
   * converts again unless conversions are random; ages continue to grow.
   */
  churn: number;
  /**
   * The moment, in ms since 1970, at which the first periods start. The conversions of a frozen catalogue happened within
   * the three days before it.
   */
  epoch: number;
  /** The share of offers that are Active. */
  activeShare: number;
  /** The share of offers with a conversion, of any status. */
  convertingShare: number;
  /**
   * `even`: each offer that converts does so after an interval of its own, always of the same length. `random`: as offers
   * do, half of them as a Poisson process and half in bursts, and half of both with a day and a night; also in a catalogue
   * without churn.
   */
  conversions: 'even' | 'random';
  /** How a list in order of ids is sorted. As text, 10000 comes before 9999. */
  idsSortedAs: 'numbers' | 'text';
}

/**
 * Complete settings with their defaults: 12,000 offers, about 360 of them Active and converting; about 240 change in an
 * hour.
 *
 * @throws {RangeError} for an invalid number.
 */
export function completeSettings({
  seed = 1,
  offers = 12_000,
  churn = 0.02,
  epoch = Date.UTC(2026, 0, 1),
  activeShare = 0.85,
  convertingShare = 0.035,
  conversions = 'even',
  idsSortedAs = 'numbers',
}: Partial<CatalogueSettings>): CatalogueSettings {
  if (!Number.isSafeInteger(seed)) throw new RangeError('seed must be a whole number');
  if (!Number.isInteger(offers) || offers < 0 || offers > MAX_OFFERS) {
    throw new RangeError(`offers must be a whole number from 0 to ${MAX_OFFERS}`);
  }
  if (!(churn >= 0 && churn <= 3_600)) throw new RangeError('churn must be a number from 0 to 3600');
  if (!Number.isFinite(epoch)) throw new RangeError('epoch must be a time in ms');
  for (const share of [activeShare, convertingShare]) {
    if (!(share >= 0 && share <= 1)) throw new RangeError('a share must be a number from 0 to 1');
  }
  return { seed, offers, churn, epoch, activeShare, convertingShare, conversions, idsSortedAs };
}
