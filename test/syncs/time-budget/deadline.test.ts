import { runSync, waitForRun } from '../../../harness/run-sync';
import type { TestStack } from '../../../harness/stack';
import { QUEUE_OF_KIND, WORKFLOW_TYPES } from '../../../src/workflows/contract';
import { countPages } from '../../harness/mirror';
import { afterFirstRequest } from '../../harness/runs';
import { type FaultStackOptions, useStack } from '../../harness/use-stack';

/** The whole run, and the part of it in which it sends requests. */
const TIMEOUT_MS = 45_000;
const REQUEST_TIME_MS = (TIMEOUT_MS / 5) * 4;
const WHY = 'not read, because the time of the run for requests was used up';

const OPTIONS: FaultStackOptions = {
  sandbox: { offers: 6_000, convertingShare: 0.2 },
  settings: { FULL_SYNC_CONCURRENCY: '2', HIGH_SYNC_CONCURRENCY: '2', UPSTREAM_TIMEOUT: '40s' },
};

/** Of each test one, because they are concurrent: a run waits for half a minute. */
const stacks = { full: useStack(OPTIONS), high: useStack(OPTIONS) };

/** Start a run as an operator can, with a timeout of its own, and wait for its end. */
async function runWithTimeout(stack: TestStack, kind: 'high' | 'full', params: object = {}) {
  const workflowId = `${kind}-with-timeout`;
  const handle = await stack.temporal.workflow.start(WORKFLOW_TYPES[kind], {
    workflowId,
    taskQueue: QUEUE_OF_KIND[kind],
    args: [params],
    workflowExecutionTimeout: TIMEOUT_MS,
  });
  return waitForRun(stack, workflowId, handle.firstExecutionRunId);
}

test.concurrent(
  'a FULL whose time is used up cancels its open requests, names the unread pages, and ends with its audit',
  async () => {
    const stack = stacks.full;
    stack.sandbox.setFault([
      ...afterFirstRequest({ kind: 'late', ms: 0 }).slice(0, 1),
      { when: { first: 12 }, effect: { kind: 'late', ms: 10 } },
      { effect: { kind: 'hang' } },
    ]);

    const audit = await runWithTimeout(stack, 'full', { concurrency: 2 });

    expect(audit).toMatchObject({
      status: 'incomplete',
      pagesRead: 12,
      reasons: [`pages 13 to ${countPages(stack)}: ${WHY}`],
      offersGone: 0,
    });
    expect(audit.listAfter).not.toBeNull();
    expect(audit.durationMs).toBeGreaterThan(REQUEST_TIME_MS - 3_000);
    expect(audit.durationMs).toBeLessThan(TIMEOUT_MS);
  },
);

test.concurrent(
  'a HIGH whose time is used up names the unread batches, and ends with its audit',
  async () => {
    const stack = stacks.high;
    await runSync(stack, 'full');
    stack.sandbox.setFault([
      { when: { first: 7 }, effect: { kind: 'late', ms: 0 } },
      { effect: { kind: 'hang' } },
    ]);

    const audit = await runWithTimeout(stack, 'high');

    expect(audit).toMatchObject({ status: 'incomplete', pagesRead: 7, error: null });
    // Two activities send their batches beside each other, so which seven the network answers first is not certain.
    const [, ranges] = new RegExp(`^batches ([^(]+) \\(\\d+ offers\\): ${WHY}$`).exec(audit.reasons[0]!)!;
    expect(countNumbers(ranges!)).toBe(audit.pagesPlanned! - 7);
    expect(audit.reasons).toHaveLength(1);
    expect(audit.listAfter).not.toBeNull();
    expect(audit.durationMs).toBeLessThan(TIMEOUT_MS);
  },
);

/** How many numbers `1 to 3, 5` names. */
function countNumbers(ranges: string): number {
  return ranges
    .split(', ')
    .map((range) => range.split(' to ').map(Number))
    .reduce((total, [first, last = first]) => total + last! - first! + 1, 0);
}
