import { answerWith, lendStore, minute, readOffer, type LentStore } from '../../store/with-store';

const OFFERS = Array.from({ length: 500 }, (_, index) => readOffer(`o${index}`));
const ROUNDS = 10;
const AT_ONCE = 6;

let lent: LentStore;

beforeAll(async () => {
  lent = await lendStore();
});

afterAll(() => lent.close());

async function countDeadlocks(): Promise<number> {
  const { rows } = await lent.pool.query<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(rows[0]!.deadlocks);
}

test('fault 15: answers with the same offers, in whatever order each has them, never wait for each other in a circle', async () => {
  const orders = [OFFERS, OFFERS.toReversed(), OFFERS.toSorted(() => 0.5 - Math.random())];

  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, number) =>
        lent.store.saveAnswer(
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
