import fc from 'fast-check';
import { isMassRemoval } from '../../../src/domain/scan/mass-removal';

const SHARE = 0.2;

test.each([
  ['exactly the share', { absent: 116, markedBefore: 0, knownActive: 400 }, 0.29, false],
  ['one more than the share', { absent: 117, markedBefore: 0, knownActive: 400 }, 0.29, true],
  ['the share together with earlier ones', { absent: 50, markedBefore: 150, knownActive: 850 }, 0.2, false],
  ['one more together with earlier ones', { absent: 51, markedBefore: 150, knownActive: 850 }, 0.2, true],
  ['ten within a day of a small catalogue', { absent: 1, markedBefore: 9, knownActive: 16 }, 0.2, false],
  ['eleven within a day of a small catalogue', { absent: 1, markedBefore: 10, knownActive: 15 }, 0.2, true],
  ['many of a small catalogue at once', { absent: 5, markedBefore: 0, knownActive: 20 }, 0.2, true],
  ['none, after a day at the limit', { absent: 0, markedBefore: 300, knownActive: 100 }, 0.2, false],
])('%s', (_name, removal, maxShare, expected) => {
  expect(isMassRemoval(removal, maxShare)).toBe(expected);
});

/** A FULL after some hours: a share of the Active offers is absent, and a share of the missing ones has come back. */
const step = fc.record({
  hours: fc.integer({ min: 0, max: 12 }),
  absentShare: fc.double({ min: 0, max: 1, noNaN: true }),
  backShare: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('a broken network takes at most the share, or ten offers, of the catalogue within any 24 hours', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000 }), fc.array(step, { maxLength: 60 }), (offers, steps) => {
      let hour = 0;
      let marks: { hour: number; count: number }[] = [];
      const activeAt = [{ hour: 0, active: offers }];
      const missing = () => marks.reduce((sum, { count }) => sum + count, 0);
      for (const { hours, absentShare, backShare } of steps) {
        hour += hours;
        marks = marks.map((mark) => ({ ...mark, count: mark.count - Math.floor(mark.count * backShare) }));
        const knownActive = offers - missing();
        // Mostly just below what one run may mark, which is the worst case for a day.
        const absent = Math.floor(knownActive * Math.min(absentShare, absentShare < 0.5 ? SHARE : 1));
        const markedBefore = marks
          .filter((mark) => hour - mark.hour < 24)
          .reduce((sum, { count }) => sum + count, 0);
        if (absent > 0 && !isMassRemoval({ absent, markedBefore, knownActive }, SHARE)) {
          marks.push({ hour, count: absent });
        }
        activeAt.push({ hour, active: offers - missing() });

        const dayBefore = activeAt.filter((moment) => hour - moment.hour < 24);
        const most = Math.max(...dayBefore.map(({ active }) => active));
        const now = offers - missing();
        expect(now).toBeGreaterThanOrEqual(Math.floor(Math.min(most * (1 - SHARE), most - 10)));
      }
    }),
    { numRuns: 5_000 },
  );
});
