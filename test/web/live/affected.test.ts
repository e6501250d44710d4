import { affectedBy, isAffected, mergeAffected } from '../../../web/src/live/affected';

const changed = affectedBy({
  event: 'change',
  data: { changes: [{ offerId: '10', observedAt: '2026-01-05T10:00:00.000000Z', kinds: ['paused'] }] },
});
const queries = [
  ['offers', 'page', { country: ['PT'] }],
  ['offers', 'one', '10'],
  ['offers', 'one', '11'],
  ['offers', 'conversions', '11', 24],
  ['changes', { limit: 50 }],
  ['changes', 'offer', '11', 50],
  ['alerts', 'pages', {}],
  ['runs', { limit: 10 }],
  ['mirror'],
] as const;
const outOfDate = (affected: typeof changed) =>
  affected === undefined
    ? 'all'
    : queries.filter((key) => isAffected(key, affected)).map((key) => key.slice(0, 3));

test('a change affects the lists, and of the queries about one offer only those about its offer', () => {
  expect(outOfDate(changed)).toEqual([
    ['offers', 'page', { country: ['PT'] }],
    ['offers', 'one', '10'],
    ['changes', { limit: 50 }],
  ]);
});

test('the end of a run affects every offer, because it shows conversions, and the progress of one nothing', () => {
  const run = { workflowId: 'w', runId: 'r', kind: 'high', progress: null } as const;
  expect(
    outOfDate(affectedBy({ event: 'run', data: { ...run, edge: 'ended', status: 'completed' } })),
  ).toEqual([
    ['offers', 'page', { country: ['PT'] }],
    ['offers', 'one', '10'],
    ['offers', 'one', '11'],
    ['offers', 'conversions', '11'],
    ['runs', { limit: 10 }],
    ['mirror'],
  ]);
  expect(
    outOfDate(affectedBy({ event: 'run', data: { ...run, edge: 'progress', status: 'running' } })),
  ).toEqual([]);
});

test('several events affect what each of them affects, and a reset affects everything', () => {
  const watched = affectedBy({ event: 'watch', data: { offerId: '11', isWatched: true } });
  expect(outOfDate(mergeAffected(changed, watched))).toEqual(
    queries.slice(0, 6).map((key) => key.slice(0, 3)),
  );
  const reset = affectedBy({ event: 'reset', data: { reason: 'too_old' } });
  expect(outOfDate(mergeAffected(reset, changed))).toBe('all');
  expect(outOfDate(mergeAffected(changed, reset))).toBe('all');
});
