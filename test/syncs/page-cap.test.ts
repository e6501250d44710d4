import { lendMirror, type LentMirror } from '../../harness/mirror/mirror';
import { runSync } from '../../harness/mirror/run-sync';

const LIMIT = 10;
/** A second, as the sandbox's clock cuts it, may hold the end of one second of ours and the beginning of the next. */
const MOST_IN_A_SECOND = 12;
/** The network gives so many offers a page, however many are asked for. */
const PAGE_CAP = 20;

let mirror: LentMirror;

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 2_400, convertingShare: 0.2, pageCap: PAGE_CAP },
    settings: { HIGH_SYNC_REQUESTS_PER_SECOND: String(LIMIT) },
  });
});

afterAll(() => mirror.stop());

test('where a batch takes several requests, all of them keep to the budget of the queue', async () => {
  const { active, converting } = mirror.sandbox.catalogue.countsAt(Date.now());
  expect(await runSync(mirror, 'full')).toMatchObject({
    status: 'completed',
    pagesRead: Math.ceil(active / PAGE_CAP),
    offersDistinct: active,
  });
  mirror.sandbox.reset();

  const audit = await runSync(mirror, 'high');

  expect(audit).toMatchObject({ status: 'completed', complete: true, offersMet: converting });
  const { total } = mirror.sandbox.requests;
  expect(total).toBeGreaterThan(2 * audit.pagesPlanned!);
  expect(audit.durationMs).toBeGreaterThan(((total - 2) / LIMIT) * 1_000);
  expect(Math.max(...mirror.sandbox.requests.bySecond.values())).toBeLessThanOrEqual(MOST_IN_A_SECOND);
});
