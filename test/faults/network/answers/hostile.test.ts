import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readMemoryMib, readPeakMemoryMib, resetPeakMemory } from '../../../../harness/processes/memory';
import { runSync } from '../../../../harness/run-sync';
import type { FaultEffect } from '../../../../src/sandbox';
import { readObservations } from '../../../harness/mirror';
import { afterFirstRequest, runUnderFault } from '../../../harness/runs';
import { useStack } from '../../../harness/use-stack';

/** Four responses at once, of 4 MiB each until they are rejected, and some that are not collected yet. */
const MAX_GROWTH_MIB = 90;

const stack = useStack({
  sandbox: { offers: 1_200 },
  settings: { FULL_SYNC_CONCURRENCY: '4', UPSTREAM_TIMEOUT: '10s' },
  worker: 'own-process',
});
let otherHost: Server;
let otherHostRequests: string[] = [];
let usualMib: number;

beforeAll(async () => {
  otherHost = createServer((request, response) => {
    otherHostRequests.push(String(request.url));
    response.end('{}');
  });
  await new Promise<void>((resolve) => otherHost.listen(0, '127.0.0.1', resolve));
  stack.cleanup.defer('other host', () => new Promise((resolve) => otherHost.close(resolve)));
  for (let warmUps = 0; warmUps < 3; warmUps += 1) await runSync(stack, 'full');
});

beforeEach(() => {
  stack.reset();
  otherHostRequests = [];
  resetPeakMemory(stack.worker.pid);
  usualMib = readMemoryMib(stack.worker.pid);
});

/** The peak memory of the worker during the test, minus its memory before. */
const growthMib = () => readPeakMemoryMib(stack.worker.pid) - usualMib;

test.each<[string, () => FaultEffect, RegExp]>([
  [
    'a redirect to another host',
    () => ({ kind: 'redirect', to: `http://127.0.0.1:${(otherHost.address() as AddressInfo).port}/` }),
    /redirects to http:\/\/127\.0\.0\.1:\d+\/ \(HTTP 302\)/,
  ],
  ['a response of 200 MiB', () => ({ kind: 'huge' }), /answer is broken: it is larger than 4194304 bytes/],
  ['a gzip bomb', () => ({ kind: 'gzip-bomb' }), /answer is broken: it is larger than 4194304 bytes/],
  [
    'a response of 1.95 million nested arrays',
    () => ({ kind: 'deep-json', depth: 1_950_000 }),
    /answer is broken: it has more than 200000 objects and arrays/,
  ],
])(
  'fault 23: %s on every page is rejected, the mirror is unchanged, and memory is bounded',
  async (_name, effect, detail) => {
    const before = await readObservations(stack);

    const { audit } = await runUnderFault(stack, afterFirstRequest(effect()));

    expect(audit).toMatchObject({ status: 'incomplete', pagesRead: 0, offersGone: 0, listRemoved: 0 });
    expect(audit.reasons).toHaveLength(audit.pagesPlanned ?? 0);
    for (const reason of audit.reasons) expect(reason).toMatch(detail);
    expect(audit.requests).toBe(1 + 3 * (audit.pagesPlanned ?? 0));
    expect(otherHostRequests).toEqual([]);
    expect(await readObservations(stack)).toEqual(before);
    expect(growthMib()).toBeLessThan(MAX_GROWTH_MIB);

    expect(await runSync(stack, 'full')).toMatchObject({ status: 'completed', complete: true });
  },
);

test('fault 23: responses nested 100,000 deep are rejected, the mirror is unchanged, and memory is bounded', async () => {
  const before = await readObservations(stack);
  stack.sandbox.setFault(afterFirstRequest({ kind: 'deep-json' }));

  const full = await runSync(stack, 'full');
  const high = await runSync(stack, 'high');

  expect(full).toMatchObject({ status: 'incomplete', offersMet: 0, offersGone: 0 });
  // The answers state one page. Only requests for that page, the scan's and three rechecks, count its row.
  expect(full.rowsRejected).toBe(4);
  expect(high).toMatchObject({ offersMet: 0, rowsRejected: 1, offersAbsent: 0, listRemoved: 0 });
  expect(await readObservations(stack)).toEqual(before);
  expect(growthMib()).toBeLessThan(MAX_GROWTH_MIB);
});
