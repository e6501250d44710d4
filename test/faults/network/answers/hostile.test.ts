import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readMirror } from '../../../../harness/mirror/compare';
import { resetPeakMemory, readMemoryMib, readPeakMemoryMib } from '../../../../harness/processes/memory';
import { startWorkerProcess, type WorkerProcess } from '../../../../harness/processes/worker';
import { runSync } from '../../../../harness/run-sync';
import { startTestStack, type TestStack } from '../../../../harness/stack';
import type { FaultEffect } from '../../../../src/sandbox';

const NOW = Date.parse('2026-01-05T10:00:00Z');

/** Four answers at once, of 16 MiB each until they are refused, and some that are not collected yet. */
const MOST_GROWTH_MIB = 150;

let stack: TestStack;
let worker: WorkerProcess;
let elsewhere: Server;
let askedElsewhere: string[] = [];
let usualMib: number;

beforeAll(async () => {
  stack = await startTestStack({
    sandbox: { offers: 1_200, clock: () => NOW },
    settings: { FULL_SYNC_CONCURRENCY: '4', UPSTREAM_TIMEOUT: '10s' },
    withWorker: false,
  });
  elsewhere = createServer((request, response) => {
    askedElsewhere.push(String(request.url));
    response.end('{}');
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  worker = startWorkerProcess(stack.environment);
  await worker.waitUntilReady();
  for (let warmed = 0; warmed < 3; warmed += 1) await runSync(stack, 'full');
});

afterAll(async () => {
  await worker.kill();
  await new Promise((resolve) => elsewhere.close(resolve));
  await stack.stop();
});

beforeEach(() => {
  stack.sandbox.reset();
  askedElsewhere = [];
  resetPeakMemory(worker.pid);
  usualMib = readMemoryMib(worker.pid);
});

/** How much more than before the test the worker has held at most. */
const growthMib = () => readPeakMemoryMib(worker.pid) - usualMib;

async function readObservations() {
  const rows = [...(await readMirror(stack)).values()];
  return rows.map(({ offerId, status, observedAt }) => ({ offerId, status, observedAt }));
}

test.each<[string, () => FaultEffect, string]>([
  [
    'a redirect to another host',
    () => ({ kind: 'redirect', to: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/` }),
    'its status is unexpected (HTTP 302)',
  ],
  ['an answer of 200 MiB', () => ({ kind: 'huge' }), 'it is larger than 16777216 bytes'],
  ['a gzip bomb', () => ({ kind: 'gzip-bomb' }), 'it is compressed, which was not requested'],
])(
  'fault 23: %s on every page is refused, the mirror stays, and memory stays flat',
  async (_name, effect, said) => {
    const before = await readObservations();
    // The first request sizes up the catalogue.
    stack.sandbox.setFault([{ when: { first: 1 }, effect: { kind: 'late', ms: 0 } }, { effect: effect() }]);

    const audit = await runSync(stack, 'full');

    expect(audit).toMatchObject({ status: 'incomplete', pagesRead: 0, offersGone: 0, listRemoved: 0 });
    expect(audit.reasons).toHaveLength(audit.pagesPlanned ?? 0);
    for (const reason of audit.reasons) expect(reason).toContain(`the network's answer is broken: ${said}`);
    expect(audit.requests).toBe(1 + 3 * (audit.pagesPlanned ?? 0));
    expect(askedElsewhere).toEqual([]);
    expect(await readObservations()).toEqual(before);
    expect(growthMib()).toBeLessThan(MOST_GROWTH_MIB);

    stack.sandbox.setFault(null);
    expect(await runSync(stack, 'full')).toMatchObject({ status: 'completed', complete: true });
  },
);

test('fault 23: answers that are nested a hundred thousand deep are refused, and cost the mirror and the worker nothing', async () => {
  const before = await readObservations();
  stack.sandbox.setFault([
    { when: { first: 1 }, effect: { kind: 'late', ms: 0 } },
    { effect: { kind: 'deep-json' } },
  ]);

  const full = await runSync(stack, 'full');
  const high = await runSync(stack, 'high');

  expect(full).toMatchObject({ status: 'incomplete', offersMet: 0, rowsRejected: 1, offersGone: 0 });
  expect(high).toMatchObject({ offersMet: 0, rowsRejected: 1, offersAbsent: 0, listRemoved: 0 });
  expect(await readObservations()).toEqual(before);
  expect(growthMib()).toBeLessThan(MOST_GROWTH_MIB);
});
