import { expectSurvived } from '../../expect-survived';
import { surviveOutage } from './survive-outage';

test('fault 2: half a minute of server errors under a FULL and HIGHs: both go on, and the mirror is true', async () => {
  const survived = await surviveOutage({ forMs: 30_000, highBatchRetryFor: '8s' });

  expectSurvived(survived);
}, 180_000);
