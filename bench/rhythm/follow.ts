import type { RhythmEvent } from '../../src/domain/rhythm/episodes';
import { type Observation, observe } from '../../src/domain/rhythm/observe';
import type { RhythmSettings } from '../../src/domain/rhythm/settings';
import { createRhythm } from '../../src/domain/rhythm/state';
import { MINUTE } from './world';

/** HIGH looks at every offer on the ConversionList this often. */
const TICK = 2 * MINUTE;

/**
 * The events of an offer whose conversions are looked at every two minutes from `phase` on, with ages in whole minutes.
 *
 * Only the looks that can change something are taken: those that see a conversion, and the first at which a silence is
 * too long.
 */
export function followOffer(
  conversions: readonly number[],
  { phase, until, settings }: { phase: number; until: number; settings: RhythmSettings },
): RhythmEvent[] {
  const lookFrom = (time: number) => phase + Math.max(0, Math.ceil((time - phase) / TICK)) * TICK;
  const events: RhythmEvent[] = [];
  let rhythm = createRhythm();
  let lastConversion: Observation['lastConversion'] = null;
  let next = 0;
  for (;;) {
    const { stopDeadline, stopped, cooldownUntil } = rhythm;
    const seenAt = next < conversions.length ? lookFrom(conversions[next]!) : Infinity;
    const silentAt =
      stopDeadline === null || stopped !== null
        ? Infinity
        : lookFrom(Math.max(stopDeadline, cooldownUntil ?? 0, (rhythm.observedAt ?? 0) + 1));
    const at = Math.min(seenAt, silentAt);
    if (at > until) return events;
    if (at === seenAt) {
      while (next < conversions.length && conversions[next]! <= at) next += 1;
      const to = at - Math.floor((at - conversions[next - 1]!) / MINUTE) * MINUTE;
      lastConversion = { from: to - MINUTE, to };
    }
    // The looks between showed nothing new.
    const before = { ...rhythm, observedAt: at - TICK };
    const judged = observe(before, { at, isActive: true, lastConversion }, settings);
    rhythm = judged.rhythm;
    events.push(...judged.events);
  }
}
