import type { Schemas } from '../../../web/src/api';
import { findTroubles } from '../../../web/src/views/today/status/troubles';

type Mirror = Schemas['Readiness'];

const healthy: Mirror = {
  ready: true,
  source: 'sandbox',
  dependencies: { database: { state: 'up' }, temporal: { state: 'up' } },
  freshness: {
    lastHigh: { finishedAt: '2026-01-05T06:00:00.000Z', ageSeconds: 7 },
    lastFull: null,
    overdue: { high: false, full: false },
  },
  lastRuns: {
    high: { status: 'completed', finishedAt: '2026-01-05T06:00:00.000Z', reasons: [], error: null },
    full: null,
  },
  clockLagSeconds: 0,
  scheduleProblems: [],
  unconfirmedStatuses: 0,
};

const SCHEDULES = [
  { kind: 'high', paused: false },
  { kind: 'full', paused: false },
] as const;

const alert = (kind: Schemas['Alert']['kind'], facts = {}) => ({ kind, facts }) as Schemas['Alert'];

const withRun = (
  kind: 'high' | 'full',
  run: Partial<NonNullable<Mirror['lastRuns']>['high'] & object>,
): Mirror => ({
  ...healthy,
  lastRuns: { ...healthy.lastRuns!, [kind]: { ...healthy.lastRuns!.high!, ...run } },
});

test('a healthy mirror has none, also before its first FULL and while Temporal states nothing', () => {
  expect(findTroubles(healthy, [], SCHEDULES)).toEqual([]);
  expect(
    findTroubles(
      { ...healthy, freshness: null, lastRuns: null, scheduleProblems: null, clockLagSeconds: null },
      [],
      [],
    ),
  ).toEqual([]);
});

test('a run that is not completed is listed with its reason, and a stale mirror that follows from it is not', () => {
  const mirror = withRun('full', { status: 'incomplete', reasons: ['page 3 is missing', 'more'] });
  expect(findTroubles(mirror, [alert('mirror_stale')], SCHEDULES)).toEqual([
    {
      name: 'lastRun',
      kind: 'full',
      status: 'incomplete',
      reason: 'page 3 is missing',
      isTokenRefused: false,
    },
  ]);
});

test('a refused token is recognized by the facts of the alert', () => {
  const mirror = withRun('high', { status: 'failed', error: 'HTTP 401' });
  const stale = alert('mirror_stale', { problems: [{ problem: 'no_high' }, { problem: 'token_refused' }] });
  expect(findTroubles(mirror, [stale], SCHEDULES)).toMatchObject([
    { reason: 'HTTP 401', isTokenRefused: true },
  ]);
  expect(findTroubles(mirror, [alert('mirror_stale', { problems: 'odd' })], SCHEDULES)).toMatchObject([
    { isTokenRefused: false },
  ]);
});

test('without a worker no run ends and no alert starts: an overdue run shows it', () => {
  const last = (ageSeconds: number) => ({ finishedAt: '2026-01-05T06:00:00.000Z', ageSeconds });
  const overdue = (high: boolean, full: boolean): Mirror => ({
    ...healthy,
    freshness: { lastHigh: last(400), lastFull: null, overdue: { high, full } },
  });
  expect(findTroubles(overdue(false, false), [], SCHEDULES)).toEqual([]);
  const paused = { ...SCHEDULES[1], paused: true };
  expect(findTroubles(overdue(true, true), [alert('mirror_stale')], [SCHEDULES[0], paused])).toEqual([
    { name: 'overdue', kind: 'high', seconds: 400, isPaused: false },
    { name: 'overdue', kind: 'full', seconds: undefined, isPaused: true },
  ]);
  expect(findTroubles(overdue(true, false), [], [])).toMatchObject([{ kind: 'high', isPaused: false }]);
  const failed = { ...overdue(true, false), lastRuns: withRun('high', { status: 'failed' }).lastRuns };
  expect(findTroubles(failed, [], SCHEDULES).map(({ name }) => name)).toEqual(['lastRun']);
});

test('what is most serious comes first', () => {
  const mirror: Mirror = {
    ...healthy,
    dependencies: { database: { state: 'away' }, temporal: { state: 'away' } },
    clockLagSeconds: 40,
    scheduleProblems: [{ id: 'high-sync', problem: 'missing', differences: [] }],
  };
  expect(
    findTroubles(mirror, [alert('network_silent'), alert('mirror_stale')], SCHEDULES).map(({ name }) => name),
  ).toEqual(['databaseAway', 'temporalAway', 'clockBehind', 'mirrorStale', 'networkSilent', 'schedule']);
});
