import { draw, drawShare } from './draw';

const TOPIC = { interval: 40, phase: 41, mark: 42 } as const;

const MINUTE_MS = 60_000;

/** Intervals are 2 minutes to 3 days, uniformly distributed on a logarithmic scale. */
const SHORTEST_MS = 2 * MINUTE_MS;
const LONGEST_MS = 3 * 24 * 60 * MINUTE_MS;

/** A conversion of an offer that converts. */
export interface Conversion {
  atMs: number;
  /** Uniform, from 0 to 1: at a pace of 0.3 the offer has those conversions whose mark is below 0.3. */
  mark: number;
}

/** The mean time between two conversions of an offer, in whole ms. */
export function meanGapMsOf(seed: number, position: number): number {
  return Math.round(SHORTEST_MS * (LONGEST_MS / SHORTEST_MS) ** drawShare(seed, TOPIC.interval, position));
}

/** The conversions of an offer up to a moment, latest first, without end: always after the same interval. */
export function* evenConversionsBefore(
  seed: number,
  position: number,
  timeMs: number,
): Generator<Conversion> {
  const interval = meanGapMsOf(seed, position);
  const phase = draw(seed, TOPIC.phase, position) % interval;
  for (let number = Math.floor((timeMs - phase) / interval); ; number -= 1) {
    yield { atMs: number * interval + phase, mark: drawShare(seed, TOPIC.mark, position, number) };
  }
}
