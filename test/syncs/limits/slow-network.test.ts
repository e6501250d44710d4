import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { runSync } from '../../../harness/mirror/run-sync';

/** Longer than an activity waits for its request to be one of those that may be open. */
const SLOW_MS = 3_000;
const AT_ONCE = 2;

let mirror: LentMirror;
beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 3_000, convertingShare: 0.15 },
    settings: { HIGH_SYNC_CONCURRENCY: String(AT_ONCE), UPSTREAM_TIMEOUT: '30s' },
  });
  await runSync(mirror, 'full');
});
afterAll(() => mirror.stop());

test('a network that is slow is asked again as soon as it has answered, and by nobody twice', async () => {
  mirror.sandbox.setFault({ when: { asked: 'by-id' }, effect: { kind: 'late', ms: SLOW_MS } });

  const { pagesPlanned, ...audit } = await runSync(mirror, 'high');

  expect(pagesPlanned).toBeGreaterThanOrEqual(3 * AT_ONCE);
  expect(audit).toMatchObject({ status: 'completed', retries: 0, requests: pagesPlanned });
  const rounds = Math.ceil(pagesPlanned! / AT_ONCE);
  expect(audit.durationMs).toBeLessThan((rounds + 1) * SLOW_MS);
}, 60_000);
