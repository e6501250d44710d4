import type { RhythmEvent } from '../../src/domain/rhythm/episodes';
import { RHYTHM_DEFAULTS, SENSITIVITIES } from '../../src/domain/rhythm/settings';
import { followOffer } from './follow';
import { DAY, drawConversions, drawOffer, HOUR, type Kind, KINDS, MINUTE } from './world';

export type Sensitivity = keyof typeof SENSITIVITIES;

/** What one process simulates. */
export type Trial =
  | { name: 'false-starts'; seed: number; sensitivity: Sensitivity; offers: number }
  | { name: 'delays'; sensitivity: Sensitivity; offersPerKind: number };

/** Starts per day in offers in which nothing happens, by kind of offer. */
export type FalseStarts = Record<Kind, { stopped: number; slowed: number }>;

/** Mean gaps, in seconds. */
export const PACES = [
  { name: 'at most 2 min', from: MINUTE, to: 2 * MINUTE },
  { name: '2 to 10 min', from: 2 * MINUTE, to: 10 * MINUTE },
  { name: '10 to 60 min', from: 10 * MINUTE, to: HOUR },
  { name: '1 to 6 h', from: HOUR, to: 6 * HOUR },
] as const;

/** Seconds, by pace of the offers. Infinity: never told. */
export interface Delays {
  /** From the last conversion to the start of the stop. */
  stopped: Record<string, number[]>;
  /** From the change to a third of the rate to the start of the slowdown. */
  slowed: Record<string, number[]>;
  /** From the first conversion after a stop to the end of the stop. */
  ended: Record<string, number[]>;
}

const isStart = ({ kind, phase }: RhythmEvent, wanted: RhythmEvent['kind']) =>
  kind === wanted && phase === 'start';

const settingsOf = (sensitivity: Sensitivity) => ({ ...RHYTHM_DEFAULTS, ...SENSITIVITIES[sensitivity] });

/** Slowness is measured from the third day on. */
const LEARNING = 2 * DAY;
const FALSE_STARTS_UNTIL = LEARNING + 8 * DAY;

/** One offer in five has levels that change; the others only live their day and night. */
export function simulateFalseStarts({
  seed,
  sensitivity,
  offers,
}: Trial & { name: 'false-starts' }): FalseStarts {
  const starts = Object.fromEntries(KINDS.map((kind) => [kind, { stopped: 0, slowed: 0 }])) as FalseStarts;
  for (let number = 0; number < offers; number += 1) {
    const kind = KINDS[number % KINDS.length]!;
    const offer = drawOffer(seed * offers + number, kind);
    const conversions = drawConversions(offer, FALSE_STARTS_UNTIL);
    const looks = { phase: number % 120, until: FALSE_STARTS_UNTIL, settings: settingsOf(sensitivity) };
    for (const event of followOffer(conversions, looks)) {
      if (event.phase === 'start' && event.at >= LEARNING) starts[kind][event.kind] += 1;
    }
  }
  const days = (FALSE_STARTS_UNTIL - LEARNING) / DAY;
  for (const ofKind of Object.values(starts)) {
    ofKind.stopped /= days;
    ofKind.slowed /= days;
  }
  return starts;
}

const CHANGE_FROM = 7 * DAY;

/** A rare offer may be silent for days before its silence means something. */
const DELAYS_UNTIL = CHANGE_FROM + 14 * DAY;

/** A slowdown or return that was not told within this time never will be. */
const SHORT_UNTIL = CHANGE_FROM + 3 * DAY;

/** An offer that stops returns after this time. */
const RETURN_AFTER = 6 * HOUR;

const SLOW_SHARE = 1 / 3;

export function simulateDelays({ sensitivity, offersPerKind }: Trial & { name: 'delays' }): Delays {
  const delays: Delays = { stopped: {}, slowed: {}, ended: {} };
  const settings = settingsOf(sensitivity);
  for (const [paceIndex, pace] of PACES.entries()) {
    const isFast = paceIndex === 0;
    for (const [kindIndex, kind] of KINDS.entries()) {
      for (let number = 0; number < offersPerKind; number += 1) {
        const seed = (paceIndex * KINDS.length + kindIndex) * offersPerKind + number + 1;
        const offer = drawOffer(seed, kind, pace);
        const changeAt = CHANGE_FROM + DAY * offer.random();
        const conversions = drawConversions(offer, isFast ? SHORT_UNTIL : CHANGE_FROM + DAY);
        const before = conversions.filter((at) => at < changeAt);
        const looks = { phase: number % 120, settings };

        const stopped = followOffer(before, { ...looks, until: DELAYS_UNTIL });
        const stop = stopped.find((event) => isStart(event, 'stopped') && event.at > changeAt);
        (delays.stopped[pace.name] ??= []).push((stop?.at ?? Infinity) - before.at(-1)!);
        if (!isFast) continue;

        const slow = [
          ...before,
          ...conversions.filter((at) => at >= changeAt && offer.random() < SLOW_SHARE),
        ];
        const slowed = followOffer(slow, { ...looks, until: SHORT_UNTIL });
        const slowdown = slowed.find((event) => isStart(event, 'slowed') && event.at > changeAt);
        (delays.slowed[pace.name] ??= []).push((slowdown?.at ?? Infinity) - changeAt);

        const after = conversions.filter((at) => at >= changeAt + RETURN_AFTER);
        const returned = followOffer([...before, ...after], { ...looks, until: SHORT_UNTIL });
        const end = returned.find((event) => event.phase === 'end' && event.at > after[0]!);
        (delays.ended[pace.name] ??= []).push((end?.at ?? Infinity) - after[0]!);
      }
    }
  }
  return delays;
}
