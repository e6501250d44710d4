/** How cautious the rhythm of an offer is judged. Times are in seconds. */
export interface RhythmSettings {
  /** What was learnt loses half of its weight in this time, so the rhythm follows an offer that changes. */
  halfLife: number;
  /** The rate of an hour of the day rests on this number of conversions at the offer's mean rate, and on its own. */
  priorCount: number;
  /** Gaps are measured after this time since the first conversion seen. */
  learning: number;
  /** The number of conversions before a gap is measured, and of gaps before a silence can be too long. */
  minCount: number;
  /** A silence is too long if one like it comes by chance only once in this time. */
  stopReturnPeriod: number;
  /** A silence is never too long before this time. */
  minSilence: number;
  /** If set, a silence is too long after exactly this time, whatever the rhythm is. */
  fixedSilence: number | null;
  /** The number of conversions that end a stop. */
  recoveryCount: number;
  /** The least time between the end of a stop or slowdown and the next start. */
  cooldown: number;
  /** The number of gaps before slowness is measured. */
  slowMinCount: number;
  /** A slowdown starts at the earliest after this time since the first conversion seen. */
  slowLearning: number;
  /** The value of the CUSUM at which a slowdown starts. */
  cusumThreshold: number;
  /** The number of conversions since the change of pace before a slowdown starts: with none it is a stop. */
  cusumMinSeen: number;
  /** The value of the CUSUM at which a slowdown ends. */
  cusumRecovered: number;
  /** The highest value of the CUSUM, as a multiple of the threshold. It bounds how long a recovery takes to show. */
  cusumCap: number;
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** Chosen by a simulation of 12,000 offers of five kinds over 14 days. */
export const RHYTHM_DEFAULTS: RhythmSettings = {
  halfLife: 7 * DAY,
  priorCount: 3,
  learning: DAY,
  minCount: 10,
  stopReturnPeriod: 365 * DAY,
  minSilence: 5 * MINUTE,
  fixedSilence: null,
  recoveryCount: 3,
  cooldown: HOUR,
  slowMinCount: 20,
  slowLearning: 2 * DAY,
  cusumThreshold: 10,
  cusumMinSeen: 5,
  cusumRecovered: 1,
  cusumCap: 1.25,
};

/**
 * How soon an offer is reported. Over 12,000 offers without a real change, `quick` starts some 16 stops and 8 slowdowns
 * a day, `usual` some 3 and 10, `sure` some 0.3 each; nearly all of them in offers that convert in bursts (`npm run bench -- rhythm`).
 */
export const SENSITIVITIES = {
  quick: { stopReturnPeriod: 30 * DAY, cusumThreshold: 8 },
  usual: { stopReturnPeriod: 365 * DAY, cusumThreshold: 10 },
  sure: { stopReturnPeriod: 3_650 * DAY, cusumThreshold: 18 },
} as const satisfies Record<string, Partial<RhythmSettings>>;
