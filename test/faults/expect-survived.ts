import type { SurvivedOutage } from './network/requests/survive-outage';

/** What a busy machine may add to a wait, in milliseconds. */
const SLACK_MS = 4_000;

/** Expect that an outage cost nothing but time. */
export function expectSurvived(survived: SurvivedOutage): void {
  expectFullToGoOn(survived);
  expectHighsToBeSkipped(survived);
  expectBackoff(survived.waits);
  expect(survived.compared).toMatchObject({
    wrong: [],
    missing: [],
    copied: survived.active,
    wrongOnList: [],
  });
}

function expectFullToGoOn({ full, pagesBefore, pagesAskedAgain }: SurvivedOutage): void {
  expect(full).toMatchObject({ status: 'completed', complete: true, reasons: [], offersDuplicate: 0 });
  expect(pagesBefore).toBeGreaterThan(4);
  expect(pagesAskedAgain).toBe(0);
}

/** One at a time, each for as long as its batches have, and the ticks in between are gone for good. */
function expectHighsToBeSkipped(survived: SurvivedOutage): void {
  const { highs, nextHigh, mostHighsAtOnce, highTicks, highTicksSkipped } = survived;
  expect(mostHighsAtOnce).toBe(1);
  expect(highTicksSkipped).toBeGreaterThan(highTicks / 3);
  expect(highs.length).toBeGreaterThan(1);
  expect(highs.length + highTicksSkipped).toBeLessThanOrEqual(highTicks + 10);
  const failed = highs.filter(({ status }) => status === 'failed');
  expect(failed.length).toBeGreaterThan(0);
  for (const { error } of failed) {
    expect(error).toMatch(/^batch \d+ .*: the network could not be reached \(HTTP 50[023]\)$/);
  }
  expect(nextHigh).toMatchObject({ status: 'completed', complete: true });
}

/** The first wait is a second at most and half of that at least, each that follows twice as long, up to half a minute. */
function expectBackoff(waits: number[][]): void {
  const repeated = waits.filter(({ length }) => length >= 3);
  expect(repeated.length).toBeGreaterThan(8);
  for (const ofPage of repeated) {
    ofPage.forEach((waitMs, index) => {
      const longest = Math.min(1_000 * 2 ** index, 30_000);
      expect(waitMs).toBeGreaterThanOrEqual(longest / 2 - 50);
      expect(waitMs).toBeLessThanOrEqual(longest + SLACK_MS);
    });
  }
  // Pages that failed in the same moment do not come back in the same moment.
  const third = repeated.map(([, , waitMs = 0]) => waitMs);
  expect(Math.max(...third) - Math.min(...third)).toBeGreaterThan(500);
}
