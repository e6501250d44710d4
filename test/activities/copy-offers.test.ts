import { setTimeout as wait } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { poll } from '../../harness/poll';
import { createCopyOffers } from '../../src/activities/copy-offers';
import { createOutageClock } from '../../src/activities/retry/outage';
import { createSemaphore } from '../../src/async/semaphore';
import type { AnswerToSave, Store } from '../../src/store';
import type { Upstream } from '../../src/upstream';

/** How long the network takes to answer. */
const REQUEST_MS = 30;

/** The answer that is saved for a batch of offers, of which the network returns none unless `answer` says so. */
async function saveEmptyAnswer(
  answer: { isCounted: boolean; rejected?: object[]; ids?: string[]; offers?: object[] },
  offerIds = ['1', '2'],
  semaphore = createSemaphore(1),
  onReadClock = () => undefined as unknown,
): Promise<AnswerToSave> {
  const saved: AnswerToSave[] = [];
  const copyOffers = createCopyOffers({
    upstream: {
      assertNotCoolingDown: () => undefined,
      readOffers: () =>
        wait(REQUEST_MS, { received: 0, repeated: 0, ids: [], offers: [], rejected: [], ...answer }),
    } as unknown as Upstream,
    store: {
      readClock: () => {
        onReadClock();
        return Promise.resolve('2026-01-05T10:00:00.000000Z');
      },
      saveAnswer: (given: AnswerToSave) => Promise.resolve(saved.push(given)),
    } as unknown as Store,
    pacing: {
      queue: 'high-priority',
      requestsPerSecond: 0,
      semaphore,
      permitTimeoutMs: 60_000,
    },
    outageClock: createOutageClock(),
  });
  await new MockActivityEnvironment().run(copyOffers, {
    run: { workflowId: 'high-priority-sync-manual', runId: 'first', mirrorId: 'mirror' },
    requestKey: 'batch/1',
    purpose: 'batch' as const,
    offerIds,
    status: 'any' as const,
    retryForMs: 1_000,
  });
  return saved[0]!;
}

test('offers that the network does not return are absent', async () => {
  expect(await saveEmptyAnswer({ isCounted: true })).toMatchObject({ absentIds: ['1', '2'] });
});

test('no offer is absent from an answer without counts, or with a row without an id', async () => {
  const rejected = [{ offerId: null, field: null, reason: 'It has no id.', raw: '{}' }];

  expect(await saveEmptyAnswer({ isCounted: false })).toMatchObject({ absentIds: [] });
  expect(await saveEmptyAnswer({ isCounted: true, rejected })).toMatchObject({ absentIds: [] });
});

test('an id that is requested twice is absent once, and an offer with two rows is met twice', async () => {
  const saved = await saveEmptyAnswer(
    { isCounted: true, ids: ['1', '1'], offers: [{ offerId: '1', offer: {} }] },
    ['1', '2', '2'],
  );

  expect(saved).toMatchObject({ metIds: ['1', '1'], absentIds: ['2'] });
});

test('an answer is saved with the time that the network took', async () => {
  const { answeredWithinMs } = await saveEmptyAnswer({ isCounted: true });

  expect(answeredWithinMs).toBeGreaterThan(REQUEST_MS - 2);
});

test('the clock is read while the request waits for its permit', async () => {
  const semaphore = createSemaphore(1);
  const read: string[] = [];
  let release = () => undefined as void;
  const holding = semaphore.withPermit(
    { timeoutMs: 60_000 },
    () => new Promise<void>((end) => (release = end)),
  );

  const saving = saveEmptyAnswer({ isCounted: true }, ['1', '2'], semaphore, () => read.push('clock'));
  await poll('the clock is read', () => read.length === 1);
  release();
  await Promise.all([holding, saving]);

  expect(read).toEqual(['clock']);
});
