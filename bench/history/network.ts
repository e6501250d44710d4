/** From one tick to the next, a quarter or so of the listed offers have a new conversion. */
export const TICK_MS = 120_000;

/** A midnight. */
export const START_MS = Date.UTC(2026, 2, 10);

/** Before it, the mirror learns the rhythms. */
export const WARM_UP_MS = 60 * 3_600_000;

/** How many of the offers convert, and are listed. */
export const LISTED = 900;

/** All are Active, and nothing but their conversions changes. */
export const CATALOGUE = {
  seed: 20,
  offers: 4 * LISTED,
  churn: 0,
  activeShare: 1,
  convertingShare: 1,
  conversions: 'random',
} as const;
