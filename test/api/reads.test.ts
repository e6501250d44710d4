import { setImmediate as nextTurn } from 'node:timers/promises';
import { boundedReads, DatabaseTimeoutError } from '../../src/api/reads';
import type { Store } from '../../src/store';

afterEach(() => jest.useRealTimers());

/** A store whose reads of offers end when the test ends them. */
function createSlowStore() {
  const open: (() => void)[] = [];
  const started: string[] = [];
  const readOffer = (offerId: string) => {
    started.push(offerId);
    return new Promise<undefined>((resolve) => open.push(() => resolve(undefined)));
  };
  return { store: { readOffer } as unknown as Store, started, endOne: () => open.shift()!() };
}

test('runs at most four reads with parameters at a time, and the others in their order', async () => {
  const { store, started, endOne } = createSlowStore();
  const { readOffer } = boundedReads(store);
  const reads = ['1', '2', '3', '4', '5', '6'].map((id) => readOffer(id));
  await nextTurn();
  expect(started).toEqual(['1', '2', '3', '4']);

  endOne();
  await nextTurn();
  expect(started).toEqual(['1', '2', '3', '4', '5']);
  for (let index = 1; index < 6; index += 1) {
    endOne();
    await nextTurn();
  }
  await Promise.all(reads);
  expect(started).toEqual(['1', '2', '3', '4', '5', '6']);
});

test('a read whose deadline passes while it waits never reaches the database', async () => {
  jest.useFakeTimers();
  const { store, started, endOne } = createSlowStore();
  const { readOffer } = boundedReads(store);
  const reads = ['1', '2', '3', '4', 'late'].map((id) => readOffer(id));
  const outcomes = Promise.allSettled(reads);
  await jest.advanceTimersByTimeAsync(2_500);
  const late = (await outcomes).at(-1)!;
  expect(late).toMatchObject({ status: 'rejected', reason: expect.any(DatabaseTimeoutError) as Error });

  for (let index = 0; index < 4; index += 1) endOne();
  await jest.advanceTimersByTimeAsync(1);
  expect(started).not.toContain('late');
  // The permits are free again.
  void readOffer('next');
  await jest.advanceTimersByTimeAsync(1);
  expect(started).toContain('next');
});
