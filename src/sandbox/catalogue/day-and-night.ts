import { draw } from './draw';

const TOPIC = { hasNight: 43, peakHour: 44 } as const;

const HOURS = 24;
const HOUR_MS = 3_600_000;

/** At night an offer still has this share of its mean rate. */
const NIGHT_SHARE = 0.02;

/** Converts between the time of the clock and the time in which an offer converts at a constant rate, both in hours. */
export interface DayAndNight {
  toActiveHours(timeMs: number): number;
  /** The inverse, in whole ms. */
  toTimeMs(activeHours: number): number;
}

/**
 * The days and nights of one offer. Half of the offers convert at the same rate all day, the others most at an hour of
 * their own, and hardly ever twelve hours later. A day has 24 active hours.
 */
export function dayAndNightOf(seed: number, position: number): DayAndNight {
  if (draw(seed, TOPIC.hasNight, position) % 2 === 0) {
    return {
      toActiveHours: (timeMs) => timeMs / HOUR_MS,
      toTimeMs: (activeHours) => Math.floor(activeHours * HOUR_MS),
    };
  }
  const peakHour = draw(seed, TOPIC.peakHour, position) % HOURS;
  const weights = Array.from({ length: HOURS }, (_, hour) =>
    Math.max(NIGHT_SHARE, 1 + Math.cos((2 * Math.PI * (hour - peakHour)) / HOURS)),
  );
  const total = weights.reduce((sum, weight) => sum + weight);
  const rates = weights.map((weight) => (weight * HOURS) / total);
  return {
    toActiveHours(timeMs) {
      const days = Math.floor(timeMs / (HOURS * HOUR_MS));
      let rest = timeMs / HOUR_MS - days * HOURS;
      let active = days * HOURS;
      for (const rate of rates) {
        active += rate * Math.min(rest, 1);
        rest -= 1;
        if (rest <= 0) break;
      }
      return active;
    },
    toTimeMs(activeHours) {
      const days = Math.floor(activeHours / HOURS);
      let rest = activeHours - days * HOURS;
      let hours = days * HOURS;
      for (const rate of rates) {
        hours += Math.min(rest / rate, 1);
        rest -= rate;
        if (rest <= 0) break;
      }
      return Math.floor(hours * HOUR_MS);
    },
  };
}
