import { poll } from '../../../../harness/poll';
import { runSync, waitForRun } from '../../../../harness/run-sync';
import { runUnderFault } from '../../../harness/runs';
import { useStack } from '../../../harness/use-stack';

/** Replaces the limit of ten minutes for Retry-After. Longer than the retry time of a page and of a batch. */
const MAX_RETRY_AFTER_MS = 8_000;
const RETRY_FOR = { FULL_PAGE_RETRY_FOR: '6s', HIGH_BATCH_RETRY_FOR: '6s' };
const LATENCY_MS = 50;
const CONCURRENCY = 4;

const stack = useStack({
  // The log of requests has real times.
  sandbox: { offers: 2_400, latencyMs: LATENCY_MS },
  settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY), ...RETRY_FOR },
  upstream: { maxRetryAfterMs: MAX_RETRY_AFTER_MS },
});

beforeAll(() => runSync(stack, 'full'));

beforeEach(() => stack.reset());

const requests = () => stack.sandbox.requests;

/** The times of the requests for a page of the scan, in milliseconds. */
const timesOf = (page: string | undefined) =>
  requests().log.flatMap(({ params, atMs }) => (params['pages'] === page && !params['offers'] ? atMs : []));

/** The pages of a scan in any order, without page 1, which is also read to measure the catalogue. */
const PAGES = Array.from({ length: 15 }, (_, index) => index + 2);

/** Start a FULL whose first page gets this response, which is made when that page is requested, and wait for it. */
async function startFullWithResponse(status: number, createRetryAfter?: () => string) {
  stack.beforeResponse = (_number, params) => {
    if (params.offers !== undefined || !PAGES.includes(Number(params.pages))) return;
    stack.beforeResponse = undefined;
    const retryAfter = createRetryAfter && { retryAfter: createRetryAfter() };
    stack.sandbox.setFault({
      when: { pages: PAGES, first: 1 },
      effect: { kind: 'status', status, ...retryAfter },
    });
  };
  const full = await stack.syncs.startSync('full');
  const { params, atMs } = await poll(`the network responds with ${status}`, () =>
    requests().log.find((request) => request.status === status),
  );
  return { full, page: params['pages'], respondedAtMs: atMs + LATENCY_MS };
}

const waitFor = ({ workflowId, runId }: { workflowId: string; runId: string }) =>
  waitForRun(stack, workflowId, runId);

/** The number of requests within a time after a response, for pages and for batches. */
function countRequests({ fromMs, toMs }: { fromMs: number; toMs: number }) {
  const found = requests().log.filter(({ atMs }) => atMs > fromMs && atMs < toMs);
  const batches = found.filter(({ params }) => params.offers !== undefined).length;
  return { pages: found.length - batches, batches };
}

/** Expect that nothing was sent in a time after a response, except by pages that were sent before it had arrived. */
function expectNoRequests(time: { fromMs: number; toMs: number }): void {
  const { pages, batches } = countRequests(time);
  expect(batches).toBe(0);
  expect(pages).toBeLessThan(CONCURRENCY);
}

test.each([
  ['seconds', 429, () => '3', 3_000],
  // A date has whole seconds: the fraction of a second is not waited for.
  ['a date', 503, () => new Date(Date.now() + 4_000).toUTCString(), 2_900],
])(
  'fault 1: after a Retry-After in %s neither queue sends a request before that time, and both runs complete',
  async (_form, status, createRetryAfter, lastsMs) => {
    const { full, respondedAtMs } = await startFullWithResponse(status, createRetryAfter);
    const high = await stack.syncs.startSync('high');

    const audits = [await waitFor(full), await waitFor(high)] as const;

    expectNoRequests({ fromMs: respondedAtMs, toMs: respondedAtMs + lastsMs });
    expect(audits).toMatchObject([
      { status: 'completed', complete: true, retries: 1 },
      { status: 'completed', complete: true, retries: 0 },
    ]);
    expect(requests().total).toBe((audits[0].requests ?? 0) + (audits[1].requests ?? 0));
  },
);

test('fault 1: a Retry-After of a year is limited to the maximum: the FULL and the next HIGH complete', async () => {
  const { full, respondedAtMs } = await startFullWithResponse(429, () => String(365 * 86_400));

  // The retry time of this HIGH ends before, so that it makes way for the next one.
  const limited = await runSync(stack, 'high');
  const audit = await waitFor(full);
  const next = await runSync(stack, 'high');

  expectNoRequests({ fromMs: respondedAtMs, toMs: respondedAtMs + MAX_RETRY_AFTER_MS });
  expect(limited).toMatchObject({ status: 'failed', requests: 0, retries: 0, listAfter: null });
  expect(limited.error).toMatch(/^batch \d .*: the network asked us to slow down$/);
  expect(audit).toMatchObject({ status: 'completed', complete: true, retries: 1, reasons: [] });
  expect(next).toMatchObject({ status: 'completed', error: null });
  expect(requests().total).toBe((audit.requests ?? 0) + (next.requests ?? 0));
});

test('fault 1: after a 429 without Retry-After the page is retried with backoff, and other pages are not delayed', async () => {
  const { full, page, respondedAtMs } = await startFullWithResponse(429);

  const audit = await waitFor(full);

  expect(audit).toMatchObject({ status: 'completed', retries: 1 });
  const [, retriedAtMs = 0] = timesOf(page);
  expect(retriedAtMs - respondedAtMs).toBeGreaterThanOrEqual(450);
  expect(countRequests({ fromMs: respondedAtMs, toMs: retriedAtMs }).pages).toBeGreaterThan(0);
});

test('fault 1: a Retry-After of zero does not shorten the backoff', async () => {
  await runUnderFault(stack, {
    when: { pages: [4], first: 3 },
    effect: { kind: 'status', status: 429, retryAfter: '0' },
  });

  const times = timesOf('4');
  expect(times).toHaveLength(4);
  times.slice(1).forEach((atMs, index) => expect(atMs - times[index]!).toBeGreaterThanOrEqual(450));
});

test('fault 1: a FULL and a HIGH complete on a network with a limit of five requests per second', async () => {
  stack.sandbox.setFault({
    when: { overPerSecond: 5 },
    effect: { kind: 'status', status: 429, retryAfter: '1' },
  });

  const full = await stack.syncs.startSync('full');
  const high = await runSync(stack, 'high');
  const audit = await waitFor(full);

  expect(audit).toMatchObject({ status: 'completed', complete: true });
  expect(high).toMatchObject({ status: 'completed', complete: true });
  expect((audit.retries ?? 0) + (high.retries ?? 0)).toBeGreaterThan(0);
  expect((audit.requests ?? 0) + (high.requests ?? 0)).toBe(requests().total);
});
