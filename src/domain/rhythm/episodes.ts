import { expectConversions } from './hourly-rate';
import type { RhythmSettings } from './settings';
import { silenceLimit } from './silence-limit';
import { middle, type Rhythm, type Stop } from './state';
import { sum } from './sum';

/** A start or an end in the rhythm of an offer. Times are in seconds since 1970. */
export type RhythmEvent =
  | { kind: 'stopped'; phase: 'start'; at: number; since: number }
  /** `recoveredAt`: the first of the conversions that ended the silence. Null: a status other than Active ended it. */
  | { kind: 'stopped'; phase: 'end'; at: number; recoveredAt: number | null }
  | { kind: 'slowed'; phase: 'start'; at: number; since: number; seen: number; expected: number }
  | { kind: 'slowed'; phase: 'end'; at: number };

/** A rhythm after an observation, and what the observation has started and ended. */
export interface Judged {
  rhythm: Rhythm;
  events: RhythmEvent[];
}

/** The second, third, … stop within a half-life is followed by a cooldown of 4, 16, … times the first, at most this. */
const MAX_COOLDOWN_FACTOR = 24;

/** While an offer is slow, its silence may be longer by at most this factor. */
const MAX_STRETCH = 10;

/** Starts a stop if the silence is too long, without the `networkSilence` seconds in which the network was silent. */
export function judgeSilence(rhythm: Rhythm, networkSilence: number, settings: RhythmSettings): Judged {
  const { observedAt, conversion, stopDeadline, stopped, cooldownUntil, lastStartAt } = rhythm;
  const at = observedAt!;
  const isTooLong = stopDeadline !== null && at - networkSilence >= stopDeadline;
  if (!isTooLong || stopped !== null || at < (cooldownUntil ?? 0)) return { rhythm, events: [] };
  const since = conversion!.to;
  const isRelapse = lastStartAt !== null && at - lastStartAt <= settings.halfLife;
  return {
    rhythm: {
      ...rhythm,
      stopped: { since, limit: stopDeadline - since, recoveredCount: 0, recoveredAt: null },
      recentStarts: isRelapse ? rhythm.recentStarts + 1 : 1,
      lastStartAt: at,
    },
    events: [{ kind: 'stopped', phase: 'start', at, since }],
  };
}

/**
 * Ends and starts what a new conversion ends and starts, and computes the deadline of the silence after it. `before` and
 * `counted` are the rhythm before the conversion and with it; `networkSilence` as in `judgeSilence`.
 */
export function judgeConversion(
  before: Rhythm,
  counted: Rhythm,
  networkSilence: number,
  settings: RhythmSettings,
): Judged {
  const recovered = recover(before, counted, settings);
  const hasEnded = recovered.events.length > 0;
  const paced = pace(recovered.rhythm, hasEnded, settings);
  const rhythm = { ...paced.rhythm, stopDeadline: deadlineOf(paced.rhythm, settings) };
  const events = [...recovered.events, ...paced.events];
  if (hasEnded) return { rhythm, events };
  // A conversion that was observed late may have been the last one.
  const judged = judgeSilence(rhythm, networkSilence, settings);
  return { rhythm: judged.rhythm, events: [...events, ...judged.events] };
}

/** Counts the conversion towards the end of a stop. A silence of the same length between them starts the count again. */
function recover(before: Rhythm, counted: Rhythm, settings: RhythmSettings): Judged {
  const { stopped } = counted;
  const at = counted.observedAt!;
  if (stopped === null) return { rhythm: counted, events: [] };
  const isRelapse = at - before.conversion!.to > stopped.limit;
  const progress: Stop = {
    ...stopped,
    recoveredCount: isRelapse ? 1 : stopped.recoveredCount + 1,
    recoveredAt: (isRelapse ? null : stopped.recoveredAt) ?? middle(counted.conversion!),
  };
  if (progress.recoveredCount < settings.recoveryCount) {
    return { rhythm: { ...counted, stopped: progress }, events: [] };
  }
  const factor = Math.min(MAX_COOLDOWN_FACTOR, 4 ** (counted.recentStarts - 1));
  const cooldownUntil = at + Math.max(settings.cooldown, stopped.limit) * factor;
  return {
    rhythm: { ...counted, stopped: null, cooldownUntil },
    events: [{ kind: 'stopped', phase: 'end', at, recoveredAt: progress.recoveredAt }],
  };
}

/** Starts or ends a slowdown. Nothing starts during a stop, nor at the observation that ends one. */
function pace(rhythm: Rhythm, hasEnded: boolean, settings: RhythmSettings): Judged {
  const at = rhythm.observedAt!;
  const { cusum, cusumSince, cusumSeen, cusumExpected, slowed, cooldownUntil } = rhythm;
  if (slowed !== null) {
    if (cusum > settings.cusumRecovered) return { rhythm, events: [] };
    const until = Math.max(cooldownUntil ?? 0, at + settings.cooldown);
    return {
      rhythm: { ...rhythm, slowed: null, cooldownUntil: until },
      events: [{ kind: 'slowed', phase: 'end', at }],
    };
  }
  const isSlow =
    cusum >= settings.cusumThreshold &&
    cusumSeen >= settings.cusumMinSeen &&
    at - rhythm.learningSince! >= settings.slowLearning &&
    sum(rhythm.gapHistogram) >= settings.slowMinCount;
  if (!isSlow || rhythm.stopped !== null || hasEnded || at < (cooldownUntil ?? 0)) {
    return { rhythm, events: [] };
  }
  const since = cusumSince!;
  return {
    rhythm: { ...rhythm, slowed: { since } },
    events: [{ kind: 'slowed', phase: 'start', at, since, seen: cusumSeen, expected: cusumExpected }],
  };
}

/**
 * Computes the deadline of the present silence again, for settings that differ from those of the last conversion. An offer
 * that was not Active since then has none.
 */
export function applySettings(rhythm: Rhythm, settings: RhythmSettings): Rhythm {
  const { conversion, interrupted, stopDeadline } = rhythm;
  if (conversion === null || (interrupted && stopDeadline === null)) return rhythm;
  return { ...rhythm, stopDeadline: deadlineOf(rhythm, settings) };
}

/** When the silence after the last conversion is too long. Null: too little is known. */
function deadlineOf(rhythm: Rhythm, settings: RhythmSettings): number | null {
  const { to } = rhythm.conversion!;
  if (settings.fixedSilence !== null) return to + settings.fixedSilence;
  if (sum(rhythm.gapHistogram) < settings.minCount) return null;
  const limit = silenceLimit(rhythm, settings) * stretch(rhythm);
  const expected = expectConversions(rhythm, settings.priorCount);
  return Math.max(expected.after(to, limit), to + settings.minSilence);
}

/** How much longer a silence may be because the offer is known to be slow: at least 1. */
function stretch({ slowed, cusumExpected, cusumSeen }: Rhythm): number {
  if (slowed === null) return 1;
  return Math.min(MAX_STRETCH, Math.max(1, (cusumExpected + 1) / (cusumSeen + 1)));
}
