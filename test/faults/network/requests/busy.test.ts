import { lendMirror, type LentMirror } from '../../../../harness/mirror/mirror';
import { readEnd, runSync } from '../../../../harness/mirror/run-sync';
import { poll } from '../../../../harness/poll';
import type { RequestRecord } from '../../../../src/sandbox/record-requests';

/** In place of the ten minutes to which longer waits are cut. It is longer than a page's own time, and a batch's. */
const LONGEST_WAIT_MS = 8_000;
const OWN_TIME = { FULL_PAGE_RETRY_FOR: '6s', HIGH_BATCH_RETRY_FOR: '6s' };
const LATENCY_MS = 50;

let mirror: LentMirror;

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 2_400, latencyMs: LATENCY_MS },
    settings: { FULL_SYNC_CONCURRENCY: '4', ...OWN_TIME },
    upstream: { longestWaitMs: LONGEST_WAIT_MS },
  });
  await runSync(mirror, 'full');
});

afterAll(() => mirror.stop());

beforeEach(() => mirror.sandbox.reset());

const requests = () => mirror.sandbox.requests;

/** When a page of the scan was asked for, in milliseconds. */
const timesOf = (page: string | undefined) =>
  requests().log.flatMap(({ params, atMs }) => (params['pages'] === page && !params['offers'] ? atMs : []));

/** The pages of a scan. Which of them comes first is the queue's affair; page 1 is asked for its size before. */
const PAGES = Array.from({ length: 15 }, (_, index) => index + 2);

/** Let the network tell the first page that a FULL asks for to wait; resolves when it has. */
async function startFullAndTellIt(status: number, retryAfter: string | undefined) {
  const effect = { kind: 'status', status, ...(retryAfter !== undefined && { retryAfter }) } as const;
  mirror.sandbox.setFault({ when: { pages: PAGES, first: 1 }, effect });
  const full = await mirror.syncs.startSync('full');
  const isTold = (request: RequestRecord) => request.status === status;
  const told = await poll('a page is told to wait', () => requests().log.find(isTold));
  return { full, page: told.params['pages'], toldAtMs: told.atMs + LATENCY_MS };
}

const endOf = ({ workflowId, runId }: { workflowId: string; runId: string }) =>
  readEnd(mirror, workflowId, runId);

/** How many requests came between two moments, the answers that crossed the first one on their way left aside. */
function countRequests({ fromMs, toMs }: { fromMs: number; toMs: number }): number {
  return requests().log.filter(({ atMs }) => atMs > fromMs + 400 && atMs < toMs).length;
}

test.each([
  ['seconds', 429, () => ({ retryAfter: '3', lastsMs: 3_000 })],
  // A date has no fractions: what is left of a second is not waited for.
  ['a date', 503, () => ({ retryAfter: new Date(Date.now() + 4_000).toUTCString(), lastsMs: 2_000 })],
])(
  'fault 1: a network that asks for time in %s hears nothing of either queue before, and both runs complete',
  async (_form, status, wish) => {
    const { retryAfter, lastsMs } = wish();
    const { full, toldAtMs } = await startFullAndTellIt(status, retryAfter);
    const high = await mirror.syncs.startSync('high');

    const audits = [await endOf(full), await endOf(high)] as const;

    expect(countRequests({ fromMs: toldAtMs, toMs: toldAtMs + lastsMs })).toBe(0);
    expect(audits).toMatchObject([
      { status: 'completed', complete: true, retries: 1 },
      { status: 'completed', complete: true, retries: 0 },
    ]);
    expect(requests().total).toBe((audits[0].requests ?? 0) + (audits[1].requests ?? 0));
  },
);

test('fault 1: a network that asks for a year is asked again after the longest wait: FULL completes, and so does a HIGH', async () => {
  const { full, toldAtMs } = await startFullAndTellIt(429, String(365 * 86_400));

  // Its time is shorter: this HIGH makes room for the next.
  const kept = await runSync(mirror, 'high');
  const audit = await endOf(full);
  const next = await runSync(mirror, 'high');

  expect(countRequests({ fromMs: toldAtMs, toMs: toldAtMs + LONGEST_WAIT_MS })).toBe(0);
  expect(kept).toMatchObject({ status: 'failed', requests: 0, retries: 0, listAfter: null });
  expect(kept.error).toMatch(/^batch \d .*: the network asked us to slow down$/);
  expect(audit).toMatchObject({ status: 'completed', complete: true, retries: 1, reasons: [] });
  expect(next).toMatchObject({ status: 'completed', error: null });
  expect(requests().total).toBe((audit.requests ?? 0) + (next.requests ?? 0));
});

test('fault 1: a network that asks for time and names none is asked again later and later, and other pages go on', async () => {
  const { full, page, toldAtMs } = await startFullAndTellIt(429, undefined);

  const audit = await endOf(full);

  expect(audit).toMatchObject({ status: 'completed', retries: 1 });
  const [, againAtMs = 0] = timesOf(page);
  expect(againAtMs - toldAtMs).toBeGreaterThanOrEqual(450);
  expect(countRequests({ fromMs: toldAtMs - 400, toMs: againAtMs })).toBeGreaterThan(3);
});

test('fault 1: a network that names a time as short as nothing is asked again, and not in a storm', async () => {
  mirror.sandbox.setFault({
    when: { pages: [4], first: 3 },
    effect: { kind: 'status', status: 429, retryAfter: '0' },
  });

  await runSync(mirror, 'full');

  const times = timesOf('4');
  expect(times).toHaveLength(4);
  times.slice(1).forEach((atMs, index) => expect(atMs - times[index]!).toBeGreaterThanOrEqual(450));
});

test('fault 1: a network that takes five requests a second gets a FULL and a HIGH through all the same', async () => {
  mirror.sandbox.setFault({
    when: { overPerSecond: 5 },
    effect: { kind: 'status', status: 429, retryAfter: '1' },
  });

  const full = await mirror.syncs.startSync('full');
  const high = await runSync(mirror, 'high');
  const audit = await endOf(full);

  expect(audit).toMatchObject({ status: 'completed', complete: true });
  expect(high).toMatchObject({ status: 'completed', complete: true });
  expect((audit.retries ?? 0) + (high.retries ?? 0)).toBeGreaterThan(0);
  expect((audit.requests ?? 0) + (high.requests ?? 0)).toBe(requests().total);
});
