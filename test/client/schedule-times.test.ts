import { poll } from '../../harness/poll';
import { applySchedules, createSyncClient } from '../../src/client';
import { useStack } from '../harness/use-stack';

const HOUR_MS = 3_600_000;

const stack = useStack({ sandbox: { offers: 100 }, worker: 'none' });

test('the times of the schedules are those of the server, and the intervals of the settings without a schedule', async () => {
  const syncs = createSyncClient({
    ...stack,
    uiUrl: undefined,
    intervals: { highEveryMs: HOUR_MS, fullEveryMs: 2 * HOUR_MS },
  });
  expect(await syncs.readScheduleTimes()).toEqual({
    high: { everySeconds: 3_600, createdAt: null },
    full: { everySeconds: 7_200, createdAt: null },
  });

  const beforeMs = Date.now();
  await applySchedules(stack, { highEveryMs: 20 * HOUR_MS, fullEveryMs: 30 * HOUR_MS });
  // A busy server may not describe a schedule in time.
  await poll('the schedules can be read', () => syncs.listSchedules().catch(() => undefined));
  const { high, full } = await syncs.readScheduleTimes();
  expect(high.everySeconds).toBe(72_000);
  expect(full.everySeconds).toBe(108_000);
  for (const { createdAt } of [high, full])
    expect(Math.abs(Date.parse(createdAt!) - beforeMs)).toBeLessThan(60_000);
});
