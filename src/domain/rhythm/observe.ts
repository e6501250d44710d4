import { judgeConversion, judgeSilence, type Judged, type RhythmEvent } from './episodes';
import { withGap } from './gap-histogram';
import { type Expectation, expectConversions, hourOf, withExposure } from './hourly-rate';
import type { RhythmSettings } from './settings';
import { silenceLimit } from './silence-limit';
import { addStep, NOT_SLOW } from './slowdown';
import { type Interval, middle, type Rhythm } from './state';
import { sum } from './sum';

/** What the network said of an offer at one time. */
export interface Observation {
  /** The time, in seconds since 1970. */
  at: number;
  isActive: boolean;
  /** The interval that its last conversion happened in. Null: it has none. `unreadable`: the answer does not tell. */
  lastConversion: Interval | null | 'unreadable';
  /**
   * The seconds of the offer's present silence in which the whole network was silent. Infinity while it still is.
   * Default: 0.
   */
  networkSilence?: number;
}

/** Two conversions that differ by less than this may be one: the network rounds and caches. In seconds. */
const MIN_RESOLUTION = 60;

/**
 * The silence that the first conversion counts at least, in seconds. Its interval ends when the answer arrived, so its middle
 * can be later than the request, and a rate without any exposure would be infinite.
 */
const MIN_EXPOSURE = 1;

/**
 * Adds an observation to the rhythm of an offer.
 *
 * An observation that is not later than the last one changes nothing, so repeats and late answers are harmless. Nor does
 * one whose age is unreadable: it does not even prove silence. Several conversions between two observations are seen as
 * one: counts are lower bounds, and the rate does not depend on the interval of the observations.
 */
export function observe(rhythm: Rhythm, observation: Observation, settings: RhythmSettings): Judged {
  const { at, isActive, lastConversion, networkSilence = 0 } = observation;
  if (rhythm.observedAt !== null && at <= rhythm.observedAt) return { rhythm, events: [] };
  if (!isActive) return interrupt(rhythm, at);
  if (lastConversion === 'unreadable') return { rhythm, events: [] };

  const known = networkSilence > 0 ? interruptByNetwork(rhythm) : rhythm;
  const conversion = lastConversion && newConversion(known, lastConversion);
  if (!conversion) return judgeSilence({ ...known, observedAt: at }, networkSilence, settings);
  const counted = countConversion(known, conversion, at, settings);
  return judgeConversion(known, counted, networkSilence, settings);
}

/**
 * The network was silent: the silence until the next conversion is not the offer's. Nor is the evidence of slowness, which began
 * to grow before the silence was recognized; a slowdown that started before stays.
 */
function interruptByNetwork(rhythm: Rhythm): Rhythm {
  return { ...rhythm, ...(rhythm.slowed === null && NOT_SLOW), interrupted: true };
}

/** The offer is not Active: whatever was open ends, and the silence until its next conversion is its status's. */
function interrupt(rhythm: Rhythm, at: number): Judged {
  const events: RhythmEvent[] = [];
  if (rhythm.stopped) events.push({ kind: 'stopped', phase: 'end', at, recoveredAt: null });
  if (rhythm.slowed) events.push({ kind: 'slowed', phase: 'end', at });
  const closed = { stopped: null, slowed: null, stopDeadline: null };
  return { rhythm: { ...rhythm, ...closed, ...NOT_SLOW, interrupted: true, observedAt: at }, events };
}

/**
 * The interval of the last conversion if it is another than the one known: it lies wholly after that one, and either
 * after the last observation, or by its own resolution after that one: ages are rounded, and answers may be slow. What
 * the last observation did not report happened after it.
 */
function newConversion({ conversion, observedAt }: Rhythm, { from, to }: Interval): Interval | undefined {
  if (conversion === null || observedAt === null) {
    return { from: observedAt !== null && to > observedAt ? Math.max(from, observedAt) : from, to };
  }
  if (from < conversion.to) return undefined;
  if (to > observedAt) return { from: Math.max(from, observedAt), to };
  const resolution = Math.max(MIN_RESOLUTION, to - from);
  return from - conversion.to >= resolution ? { from, to } : undefined;
}

/** Counts a new conversion: everything but what `judgeConversion` decides. */
function countConversion(rhythm: Rhythm, conversion: Interval, at: number, settings: RhythmSettings): Rhythm {
  const { observedAt, learningSince } = rhythm;
  const moment = middle(conversion);
  const isFirst = rhythm.conversion === null;
  const usual = isFirst ? undefined : usualBefore(rhythm, settings);
  const measured = usual === undefined ? rhythm : measure(rhythm, moment, at, usual, settings);
  const gap = usual === undefined ? undefined : gapBefore(rhythm, moment, at, usual, settings);

  const decay = 0.5 ** ((at - (rhythm.decayedAt ?? at)) / settings.halfLife);
  const decayed = (values: readonly number[]) => values.map((value) => value * decay);
  let exposure: readonly number[] = decayed(rhythm.hourlyExposure);
  if (!isFirst && !rhythm.interrupted) exposure = withExposure(exposure, rhythm.exposedUntil!, observedAt!);
  const exposedFrom = Math.max(moment, observedAt ?? moment);
  exposure = withExposure(exposure, isFirst ? Math.min(exposedFrom, at - MIN_EXPOSURE) : exposedFrom, at);
  const counts = decayed(rhythm.hourlyCount);
  const histogram = decayed(rhythm.gapHistogram);
  return {
    ...measured,
    observedAt: at,
    conversion,
    exposedUntil: at,
    learningSince: learningSince ?? at,
    decayedAt: at,
    conversionsSeen: rhythm.conversionsSeen + 1,
    interrupted: false,
    hourlyCount: counts.with(hourOf(moment), counts[hourOf(moment)]! + 1),
    hourlyExposure: exposure,
    gapHistogram: gap === undefined ? histogram : withGap(histogram, gap),
    dispersionSum: measured.dispersionSum * decay,
    dispersionWeight: measured.dispersionWeight * decay,
  };
}

/** What was usual before a new conversion. */
interface Usual {
  expected: Expectation;
  /** The longest silence that is not too long, in expected conversions. */
  limit: number;
}

function usualBefore(rhythm: Rhythm, settings: RhythmSettings): Usual {
  return {
    expected: expectConversions(rhythm, settings.priorCount),
    limit: silenceLimit(rhythm, settings),
  };
}

/**
 * The gap before a new conversion, in expected conversions, but never longer than the silence limit. Undefined if it
 * cannot be measured yet.
 *
 * Between the last observation and the conversion, earlier ones may have happened unseen. The gap therefore ends at that
 * observation, and `1 - e^-w` of the `w` conversions expected since then is added: the chance that there was any.
 */
function gapBefore(
  rhythm: Rhythm,
  moment: number,
  at: number,
  { expected, limit }: Usual,
  settings: RhythmSettings,
): number | undefined {
  const { conversion, observedAt, learningSince, interrupted, hourlyCount } = rhythm;
  const isLearnt = at - learningSince! >= settings.learning && sum(hourlyCount) >= settings.minCount;
  if (interrupted || !isLearnt) return undefined;
  const until = expected.between(middle(conversion!), observedAt!);
  const unseen = 1 - Math.exp(-expected.between(observedAt!, moment));
  return Math.min(until + unseen, limit);
}

/** Updates the measures of slowness, once enough gaps are known. */
function measure(
  rhythm: Rhythm,
  moment: number,
  at: number,
  { expected, limit }: Usual,
  settings: RhythmSettings,
): Rhythm {
  if (sum(rhythm.gapHistogram) < settings.slowMinCount) return rhythm;
  const observedAt = rhythm.observedAt!;
  const silence = expected.between(rhythm.exposedUntil!, observedAt);
  const step = {
    at: moment,
    silenceBefore: rhythm.interrupted ? 0 : Math.min(silence, limit),
    silenceAfter: expected.between(Math.max(moment, observedAt), at),
  };
  return { ...rhythm, ...addStep(rhythm, step, settings) };
}
