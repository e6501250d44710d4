import { findOverdue, type RunsOfKind } from '../../../src/domain/alerts/overdue';

const AT = '2026-01-05T12:00:00.000Z';

const ago = (minutes: number) => new Date(Date.parse(AT) - minutes * 60_000).toISOString();

const NONE: RunsOfKind = { goodAt: null, goodSeconds: null, firstAt: null };

/** Whether the HIGH is overdue, of which a schedule has started one every two minutes. */
const isOverdue = (runs: Partial<RunsOfKind>, createdAt: string | null) =>
  findOverdue(
    { at: AT, high: { ...NONE, ...runs }, full: NONE },
    { high: { everySeconds: 120, createdAt }, full: { everySeconds: 3_600, createdAt: null } },
  ).high;

test.each([
  ['a good one five minutes ago', { goodAt: ago(5), firstAt: ago(600) }, false],
  ['a good one six minutes ago', { goodAt: ago(6), firstAt: ago(600) }, true],
  ['none is good, and the first was five minutes ago', { firstAt: ago(5) }, false],
  ['none is good, and the first was six minutes ago', { firstAt: ago(6) }, true],
])('with intervals of two minutes: %s', (_name, runs, expected) => {
  expect(isOverdue(runs, ago(900))).toBe(expected);
});

test('without any run, it counts from the creation of the schedule', () => {
  expect(isOverdue({}, ago(5))).toBe(false);
  expect(isOverdue({}, ago(6))).toBe(true);
  expect(isOverdue({}, null)).toBe(false);
});
