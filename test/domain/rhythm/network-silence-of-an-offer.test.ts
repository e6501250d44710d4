import { observe } from '../../../src/domain/rhythm/observe';
import { RHYTHM_DEFAULTS } from '../../../src/domain/rhythm/settings';
import { createRhythm, type Interval, type Rhythm } from '../../../src/domain/rhythm/state';

const TICK = 120;

/** Ticks between two conversions: usually most follow each other soon; later, none does. */
const USUAL_GAPS = [1, 1, 1, 6];
const SLOW_GAP = 6;

/** Observes an offer until it slows down. */
function slowDown(): { rhythm: Rhythm; at: number } {
  let rhythm = createRhythm();
  let at = 0;
  let lastConversion: Interval | null = null;
  for (let count = 0; count < 10_000; count += 1) {
    const gap = at < 3 * 86_400 ? USUAL_GAPS[count % USUAL_GAPS.length]! : SLOW_GAP;
    for (let tick = 1; tick <= gap; tick += 1) {
      at += TICK;
      if (tick === gap) lastConversion = { from: at - 30, to: at - 29 };
      ({ rhythm } = observe(rhythm, { at, isActive: true, lastConversion }, RHYTHM_DEFAULTS));
    }
    if (rhythm.slowed !== null) return { rhythm, at };
  }
  throw new Error('It did not slow down.');
}

test('a silence of the whole network does not end the slowdown of an offer', () => {
  const { rhythm, at } = slowDown();
  const conversion = { at: at + 8 * TICK, isActive: true, lastConversion: { from: at + 900, to: at + 930 } };

  const judged = observe(rhythm, { ...conversion, networkSilence: 600 }, RHYTHM_DEFAULTS);

  expect(judged.events).toEqual([]);
  expect(judged.rhythm.slowed).toEqual(rhythm.slowed);
  expect(judged.rhythm.cusum).toBeGreaterThan(1);
});
