import type { Rhythm } from './state';
import { sum } from './sum';

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** What the rate of an offer is computed from. */
type Counts = Pick<Rhythm, 'hourlyCount' | 'hourlyExposure'>;

/** A part of a span that lies within one hour of the clock. */
interface Piece {
  /** UTC hour of the day, 0 to 23. */
  hour: number;
  seconds: number;
}

/** Splits the span from `from` to `to` at full hours. Nothing if it is empty. */
function* splitAtHours(from: number, to: number): Generator<Piece> {
  for (let start = from; start < to;) {
    const end = Math.min(to, (Math.floor(start / HOUR) + 1) * HOUR);
    yield { hour: hourOf(start), seconds: end - start };
    start = end;
  }
}

/** The UTC hour of the day, 0 to 23, of a time in seconds since 1970. */
export function hourOf(time: number): number {
  return ((Math.floor(time / HOUR) % 24) + 24) % 24;
}

/** The exposure with the span from `from` to `to` added, of any length. */
export function withExposure(exposure: readonly number[], from: number, to: number): number[] {
  const days = Math.max(0, Math.floor((to - from) / DAY));
  const added = exposure.map((seconds) => seconds + days * HOUR);
  for (const { hour, seconds } of splitAtHours(from + days * DAY, to)) added[hour]! += seconds;
  return added;
}

/**
 * The mean time between two conversions in seconds: the maximum-likelihood estimate from the silence before each
 * observation, whatever the interval of the observations is. NaN before the first conversion.
 *
 * A gap below the precision of the ages is overestimated: with ages in whole minutes, 30 s as some 40 s.
 */
export function meanGap({ hourlyCount, hourlyExposure }: Counts): number {
  return sum(hourlyExposure) / sum(hourlyCount);
}

/**
 * Conversions per second for each UTC hour of the day: the posterior mean of a Gamma-Poisson model whose prior is
 * `priorCount` conversions at the offer's mean rate.
 */
function hourlyRates(counts: Counts, priorCount: number): number[] {
  const priorExposure = priorCount * meanGap(counts);
  return counts.hourlyCount.map(
    (count, hour) => (count + priorCount) / (counts.hourlyExposure[hour]! + priorExposure),
  );
}

/** Answers how many conversions are expected when. */
export interface Expectation {
  /** The number of conversions expected from one time to another. 0 if the span is empty. */
  between(from: number, to: number): number;
  /** The time at which, from `from` on, this number of conversions is expected. */
  after(from: number, conversions: number): number;
}

/** The expectation for an offer with at least one conversion. */
export function expectConversions(counts: Counts, priorCount: number): Expectation {
  const rates = hourlyRates(counts, priorCount);
  const perDay = sum(rates) * HOUR;
  return {
    between(from, to) {
      if (to <= from) return 0;
      // A silence of months would be thousands of pieces.
      const days = Math.floor((to - from) / DAY);
      let expected = days * perDay;
      for (const { hour, seconds } of splitAtHours(from + days * DAY, to)) expected += rates[hour]! * seconds;
      return expected;
    },
    after(from, conversions) {
      const days = Math.floor(conversions / perDay);
      let rest = conversions - days * perDay;
      let time = from + days * DAY;
      for (const { hour, seconds } of splitAtHours(time, time + DAY)) {
        const expected = rates[hour]! * seconds;
        if (expected >= rest) return time + rest / rates[hour]!;
        rest -= expected;
        time += seconds;
      }
      return time;
    },
  };
}
