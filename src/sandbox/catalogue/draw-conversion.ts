import { draw, drawShare } from './draw';

const TOPIC = { interval: 40, phase: 41 } as const;

const MINUTE_MS = 60_000;

/** Intervals are 2 minutes to 3 days, uniformly distributed on a logarithmic scale. */
const SHORTEST_MS = 2 * MINUTE_MS;
const LONGEST_MS = 3 * 24 * 60 * MINUTE_MS;

/** The moment, in ms, of the latest conversion at or before `timeMs`, for an offer that converts. */
export function lastConversionAt(seed: number, position: number, timeMs: number): number {
  const interval = Math.round(
    SHORTEST_MS * (LONGEST_MS / SHORTEST_MS) ** drawShare(seed, TOPIC.interval, position),
  );
  const phase = draw(seed, TOPIC.phase, position) % interval;
  return Math.floor((timeMs - phase) / interval) * interval + phase;
}
