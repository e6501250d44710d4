import type { RhythmSettings } from './settings';
import type { Rhythm } from './state';

/** The part of a rhythm that measures slowness. */
type Slowness = Pick<
  Rhythm,
  | 'cusum'
  | 'cusumSince'
  | 'cusumSeen'
  | 'cusumExpected'
  | 'blockSeen'
  | 'blockExpected'
  | 'dispersionSum'
  | 'dispersionWeight'
>;

/** A conversion, and the silence around it that was observed, in expected conversions. */
export interface Step {
  /** The time of the conversion, in seconds since 1970. */
  at: number;
  silenceBefore: number;
  silenceAfter: number;
}

/** The rate that the CUSUM compares with the usual one: a fifth of it. */
const SLOW_RATE = 0.2;

/** Expected conversions per block of the dispersion. */
const BLOCK_LENGTH = 10;

/** The dispersion before any block: 1.5, with the weight of five blocks. */
const PRIOR_DISPERSION = 1.5;
const PRIOR_BLOCKS = 5;

/** No evidence of slowness. */
export const NOT_SLOW = { cusum: 0, cusumSince: null, cusumSeen: 0, cusumExpected: 0 } as const;

/**
 * How much more the number of conversions varies than that of a Poisson process, at least 1. Dividing by it keeps bursty
 * offers from looking slow between their bursts.
 */
function dispersionOf({ dispersionSum, dispersionWeight }: Slowness): number {
  return Math.max(1, (dispersionSum + PRIOR_DISPERSION * PRIOR_BLOCKS) / (dispersionWeight + PRIOR_BLOCKS));
}

/** Adds a conversion to the CUSUM (Page's cumulative sum) and to the block of the dispersion. */
export function addStep(
  slowness: Slowness,
  step: Step,
  { cusumThreshold, cusumCap }: RhythmSettings,
): Slowness {
  return { ...addToCusum(slowness, step, cusumThreshold * cusumCap), ...addToBlock(slowness, step) };
}

function addToCusum(slowness: Slowness, { at, silenceBefore, silenceAfter }: Step, cap: number) {
  const dispersion = dispersionOf(slowness);
  const silence = (expected: number) => ((1 - SLOW_RATE) * expected) / dispersion;
  const before = Math.min(slowness.cusum + silence(silenceBefore), cap);
  const atConversion = before + Math.log(SLOW_RATE) / dispersion;
  const since =
    atConversion > 0
      ? {
          cusum: atConversion,
          cusumSince: slowness.cusumSince,
          cusumSeen: slowness.cusumSeen + 1,
          cusumExpected: slowness.cusumExpected + silenceBefore,
        }
      : { ...NOT_SLOW, cusumSince: at };
  return {
    ...since,
    cusum: Math.min(since.cusum + silence(silenceAfter), cap),
    cusumExpected: since.cusumExpected + silenceAfter,
  };
}

function addToBlock(slowness: Slowness, { silenceBefore, silenceAfter }: Step) {
  const seen = slowness.blockSeen + 1;
  const expected = slowness.blockExpected + silenceBefore + silenceAfter;
  const { dispersionSum, dispersionWeight } = slowness;
  if (expected < BLOCK_LENGTH)
    return { blockSeen: seen, blockExpected: expected, dispersionSum, dispersionWeight };
  return {
    blockSeen: 0,
    blockExpected: 0,
    dispersionSum: dispersionSum + (seen - expected) ** 2 / expected,
    dispersionWeight: dispersionWeight + 1,
  };
}
