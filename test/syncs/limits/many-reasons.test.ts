import { runSync } from '../../../harness/run-sync';
import { runUnderFault } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

const OFFERS = 2_000;
const BATCHES = OFFERS / 50;

const stack = useStack({
  sandbox: { offers: OFFERS, activeShare: 1, convertingShare: 1 },
  settings: { HIGH_SYNC_CONCURRENCY: '20', HIGH_SYNC_REQUESTS_PER_SECOND: '0' },
});

test('a HIGH whose batches all fail lists the first 20 of them, and counts the others', async () => {
  await runSync(stack, 'full');

  const { audit } = await runUnderFault(stack, { effect: { kind: 'success-false' } }, 'high');

  expect(audit).toMatchObject({ status: 'failed', pagesPlanned: BATCHES, pagesRead: 0 });
  expect(audit.reasons).toHaveLength(21);
  expect(audit.reasons.slice(0, 20)).toEqual(
    Array.from({ length: 20 }, () => expect.stringMatching(/^batch \d+ \(\d+ to \d+\): /) as unknown),
  );
  expect(audit.reasons[20]).toBe(`and ${BATCHES - 20} more`);
  expect(audit.error).toBe(audit.reasons[0]);
});
