import { answerWith, minute, observedOffer, useTestStore } from '../../store/test-store';

const OFFERS = Array.from({ length: 500 }, (_, index) => observedOffer(`o${index}`));
const ROUNDS = 10;
const CONCURRENCY = 6;

const db = useTestStore('all');

async function countDeadlocks(): Promise<number> {
  const { rows } = await db.pool.query<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(rows[0]!.deadlocks);
}

test('fault 15: concurrent saves of the same offers in different orders cause no deadlock', async () => {
  const orders = [OFFERS, OFFERS.toReversed(), OFFERS.toSorted(() => 0.5 - Math.random())];

  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all(
      Array.from({ length: CONCURRENCY }, (_, number) =>
        db.store.saveAnswer(
          answerWith(orders[number % orders.length]!, {
            requestKey: `batch/${number}`,
            observedAt: minute(round),
          }),
        ),
      ),
    );
  }

  expect(await countDeadlocks()).toBe(0);
});
