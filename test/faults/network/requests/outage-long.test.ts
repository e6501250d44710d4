import { expectSurvivedOutage, surviveOutage } from './survive-outage';

test('fault 2: a FULL and HIGHs survive five minutes of server errors, and the mirror is correct', async () => {
  const survived = await surviveOutage({ forMs: 300_000, highBatchRetryFor: '20s' });

  expectSurvivedOutage(survived);
  // By then the backoff has reached its maximum of half a minute.
  const last = survived.waits.flatMap((waits) => waits.at(-1) ?? []);
  expect(Math.min(...last)).toBeGreaterThan(14_000);
}, 480_000);
