import { expectSurvivedOutage, surviveOutage } from './survive-outage';

test('fault 2: a FULL and HIGHs survive half a minute of server errors, and the mirror is correct', async () => {
  expectSurvivedOutage(await surviveOutage({ forMs: 30_000, highBatchRetryFor: '8s' }));
});
