import type { Schemas } from '../../../web/src/api';
import { factsOf } from '../../../web/src/components/runs/facts';
import { countsOf, reasonOf, refusedOf, secondsOf, shareOf } from '../../../web/src/components/runs/outcome';
import { createFormats } from '../../../web/src/i18n';
import { carryOutBody } from '../../../web/src/views/runs/carry-out';
import { readRunsSearch } from '../../../web/src/views/runs/search';

type Run = Schemas['Sync'];

const AUDIT: Schemas['SyncAudit'] = {
  trigger: 'schedule',
  params: { status: 'Active' },
  complete: false,
  reasons: ['page 3 could not be read'],
  notes: [],
  durationMs: 13_600,
  pagesPlanned: 77,
  pagesRead: 76,
  pagesReread: 10,
  offersExpected: 7_663,
  offersMet: 7_700,
  offersDistinct: 7_665,
  offersDuplicate: 35,
  offersNew: 50,
  offersChanged: 0,
  offersPaused: 32,
  offersResumed: null,
  offersOvertaken: 0,
  offersSwept: 2_582,
  offersAbsent: 2_550,
  offersGone: 0,
  offersNotMarked: 2_550,
  rowsRejected: 0,
  listBefore: 328,
  listAfter: 336,
  listAdded: 8,
  listRemoved: 0,
  episodesOpened: 44,
  episodesClosed: 8,
  requests: 205,
  retries: 3,
};

const run = (more: Partial<Run> = {}): Run => ({
  workflowId: 'full-sync-manual',
  runId: '01a21a08-98ac-717b-88c7-b7bc13ac73a9',
  kind: 'full',
  status: 'incomplete',
  startedAt: '2026-01-05T10:00:00.000Z',
  finishedAt: '2026-01-05T10:00:13.600Z',
  progress: null,
  audit: AUDIT,
  error: null,
  links: { self: '/api/syncs/full-sync-manual', ui: null },
  summary: [],
  ...more,
});

const PROGRESS: Schemas['SyncProgress'] = {
  kind: 'full',
  phase: 'scanning',
  pagesTotal: 102,
  pagesDone: 51,
  chunksTotal: 11,
  chunksDone: 5,
  offersMet: 5_100,
  retries: 0,
  etaSeconds: 4,
};

test('a run in progress counts on from its start, an ended one has its whole seconds', () => {
  const nowMs = Date.parse('2026-01-05T10:01:30.500Z');
  const running = run({ status: 'running', finishedAt: null, audit: null, progress: PROGRESS });
  expect(secondsOf(running, nowMs)).toBe(90.5);
  // The clock of the server may be behind the start.
  expect(secondsOf(running, nowMs - 3_600_000)).toBe(0);
  expect(secondsOf(run(), nowMs)).toBe(14);
  expect(secondsOf(run({ audit: null }), nowMs)).toBe(13.6);
});

test('the share that is done is known once the pages are counted, and never more than all', () => {
  expect(shareOf(run({ progress: PROGRESS }))).toBe(0.5);
  expect(shareOf(run({ progress: { ...PROGRESS, pagesDone: 103 } }))).toBe(1);
  expect(shareOf(run({ progress: { ...PROGRESS, pagesTotal: null } }))).toBeUndefined();
  expect(shareOf(run({ progress: { ...PROGRESS, pagesTotal: 0 } }))).toBeUndefined();
  expect(shareOf(run())).toBeUndefined();
});

test('zeros and unknown counts are left out, except for the offers that were met', () => {
  expect(countsOf(run())).toEqual([
    { name: 'offersMet', value: 7_700, isDeparture: false },
    { name: 'added', value: 50, isDeparture: false },
    { name: 'paused', value: 32, isDeparture: true },
  ]);
  expect(countsOf(run({ audit: { ...AUDIT, offersMet: null, offersNew: 0, offersPaused: 0 } }))).toEqual([
    { name: 'offersMet', value: 0, isDeparture: false },
  ]);
  expect(countsOf(run({ kind: 'refresh' }))).toEqual([{ name: 'listed', value: 336, isDeparture: false }]);
  expect(countsOf(run({ audit: null }))).toEqual([]);
});

test('a run gives its error first, then the first reason', () => {
  expect(reasonOf(run({ error: 'the network refused the token' }))).toBe('the network refused the token');
  expect(reasonOf(run())).toBe('page 3 could not be read');
  expect(reasonOf(run({ audit: { ...AUDIT, reasons: [] } }))).toBeUndefined();
});

test('a sweep that refused nothing has no button, and a FULL that carries one out keeps its status', () => {
  expect(refusedOf(run())).toBe(2_550);
  expect(refusedOf(run({ audit: { ...AUDIT, offersNotMarked: null } }))).toBeUndefined();
  expect(refusedOf(run({ audit: null }))).toBeUndefined();
  expect(carryOutBody({ status: 'any', maxPages: null })).toEqual({ allowMassRemoval: true, status: 'any' });
  expect(carryOutBody({ status: 'Unheard' })).toEqual({ allowMassRemoval: true });
});

test('facts are those of the API in English, and translated in Chinese, but sentences of the worker stay', () => {
  const summary: Run['summary'] = [
    { name: 'outcome', text: 'FULL incomplete in 14 s' },
    { name: 'sweep', text: '2,582 requested by id, 0 marked as Unknown, 2,550 not marked' },
    { name: 'incomplete', text: 'page 3 could not be read' },
  ];
  expect(factsOf(run({ summary }), 'en', createFormats('en'))).toEqual(
    summary.map((fact) => ({ ...fact, isForeign: false })),
  );
  expect(factsOf(run({ summary }), 'zh-CN', createFormats('zh-CN'))).toEqual([
    { name: 'outcome', text: expect.stringMatching(/^FULL 不完整,用时 14/) as string, isForeign: false },
    {
      name: 'sweep',
      text: '按编号询问 2,582 个,标记为未知 0 个,因数量过多而未标记 2,550 个',
      isForeign: false,
    },
    { name: 'incomplete', text: 'page 3 could not be read', isForeign: true },
  ]);
});

test('kinds and statuses in an address that do not exist are left out', () => {
  expect(readRunsSearch({ kind: 'full,high,FULL,weekly', status: 'done' })).toEqual({
    kind: ['high', 'full'],
    status: undefined,
  });
});
