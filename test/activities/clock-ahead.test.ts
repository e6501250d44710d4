import { readClockAhead } from '../../src/activities/clock-ahead';

let nowMs: number;
let readings: number;

/** Answers after 40 ms with the next second. */
const store = {
  readClock: () => {
    readings += 1;
    nowMs += 40;
    return Promise.resolve(`2026-01-05T10:00:0${readings}.000123Z`);
  },
};

beforeEach(() => {
  nowMs = 5_000;
  readings = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
});

afterEach(() => jest.restoreAllMocks());

test('a moment within a second is that of the reading ahead, advanced, in whole milliseconds, not later than it is', async () => {
  const readMoment = readClockAhead(store);
  expect(readings).toBe(1);
  await Promise.resolve();
  await Promise.resolve();

  nowMs += 250.9;

  expect(await readMoment()).toEqual({ at: '2026-01-05T10:00:01.250123Z', sinceMs: 5_250 });
  expect(readings).toBe(1);
});

test('later the clock is read again, because the machine may have been suspended', async () => {
  const readMoment = readClockAhead(store);
  await readMoment();

  nowMs += 1_000;

  expect(await readMoment()).toEqual({ at: '2026-01-05T10:00:02.000123Z', sinceMs: 6_040 });
});

test('a reading that fails is the failure of the moment, and of no other', async () => {
  const failing = { readClock: jest.fn(() => Promise.reject(new Error('no database'))) };
  const readMoment = readClockAhead(failing);

  await expect(readMoment()).rejects.toThrow('no database');
  expect(failing.readClock).toHaveBeenCalledTimes(1);

  readClockAhead(failing);
});
