import { createGapHistogram } from './gap-histogram';

/** Times are in seconds since 1970. */
export interface Interval {
  from: number;
  to: number;
}

/** The best guess of a moment in an interval. */
export function middle({ from, to }: Interval): number {
  return (from + to) / 2;
}

/** A stop that has been reported and has not ended. Times are in seconds since 1970. */
export interface Stop {
  /** The last conversion before the silence, at the latest. */
  since: number;
  /** The length of silence that was too long, in seconds. */
  limit: number;
  /** Conversions seen since then, without another silence of that length between them. */
  recoveredCount: number;
  /** The first of these conversions. */
  recoveredAt: number | null;
}

/**
 * What is known of how often an offer converts. Its size does not grow. It is JSON: keep it with the offer.
 *
 * Times are in seconds since 1970. "Expected conversions" measures a time by the number of conversions that the offer
 * usually has in it: a night in which it never converts counts as nothing.
 */
export interface Rhythm {
  /** The time of the last observation. */
  observedAt: number | null;
  /** The last conversion seen. */
  conversion: Interval | null;
  /** The silence up to this time is in `hourlyExposure`: the observation of the last conversion. */
  exposedUntil: number | null;
  /** The observation of the first conversion. */
  learningSince: number | null;
  /** The arrays and the dispersion have been decayed up to this time. */
  decayedAt: number | null;
  conversionsSeen: number;
  /** The offer, or the whole network, could not convert since the last conversion: the silence across that says nothing. */
  interrupted: boolean;
  /** Decayed number of conversions seen, by UTC hour of the day. */
  hourlyCount: readonly number[];
  /** Decayed seconds of silence that was observed, by UTC hour of the day. */
  hourlyExposure: readonly number[];
  /** Decayed number of gaps between conversions, by their length in expected conversions. */
  gapHistogram: readonly number[];
  /** Evidence that the offer converts at a fifth of its usual rate: a log-likelihood ratio, 0 or more. */
  cusum: number;
  /** The last time at which there was no such evidence. */
  cusumSince: number | null;
  /** Conversions seen and expected since then. */
  cusumSeen: number;
  cusumExpected: number;
  /** Conversions seen and expected in the present block of `dispersionSum`. */
  blockSeen: number;
  blockExpected: number;
  /** Decayed sum of (seen - expected)² / expected over blocks of ten expected conversions, and their decayed number. */
  dispersionSum: number;
  dispersionWeight: number;
  /** The silence is too long from this time on. Null: too little is known. */
  stopDeadline: number | null;
  stopped: Stop | null;
  slowed: { since: number } | null;
  /** Stops, each of which started within a half-life after the one before. */
  recentStarts: number;
  lastStartAt: number | null;
  /** Nothing starts before this time. */
  cooldownUntil: number | null;
}

/** An offer that has not been observed. */
export function createRhythm(): Rhythm {
  return {
    observedAt: null,
    conversion: null,
    exposedUntil: null,
    learningSince: null,
    decayedAt: null,
    conversionsSeen: 0,
    interrupted: false,
    hourlyCount: new Array<number>(24).fill(0),
    hourlyExposure: new Array<number>(24).fill(0),
    gapHistogram: createGapHistogram(),
    cusum: 0,
    cusumSince: null,
    cusumSeen: 0,
    cusumExpected: 0,
    blockSeen: 0,
    blockExpected: 0,
    dispersionSum: 0,
    dispersionWeight: 0,
    stopDeadline: null,
    stopped: null,
    slowed: null,
    recentStarts: 0,
    lastStartAt: null,
    cooldownUntil: null,
  };
}
