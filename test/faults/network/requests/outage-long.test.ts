import { expectSurvived } from '../../expect-survived';
import { surviveOutage } from './survive-outage';

test('fault 2: five minutes of server errors under a FULL and HIGHs: both go on, and the mirror is true', async () => {
  const survived = await surviveOutage({ forMs: 300_000, highBatchRetryFor: '20s' });

  expectSurvived(survived);
  // By then they have come to their longest, half a minute.
  const last = survived.waits.flatMap((waits) => waits.at(-1) ?? []);
  expect(Math.min(...last)).toBeGreaterThan(14_000);
}, 480_000);
