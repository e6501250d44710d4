import { poll } from '../../../harness/poll';
import { runCli } from '../../../harness/processes/program';
import { runSync } from '../../../harness/run-sync';
import { applySchedules, SCHEDULE_IDS } from '../../../src/client';
import { type ApiStack, startApiStack } from '../../api/test-api';

let stack: ApiStack;
/** An offer of the sandbox. */
let offerId: string;

/** Without ages, which depend on the time of the read. */
const withoutAges = (json: string): unknown =>
  JSON.parse(json, (key, value: unknown) => (key.endsWith('AgeSeconds') ? undefined : value));

beforeAll(async () => {
  stack = await startApiStack({ sandbox: { offers: 200 } });
  // Paused, they start nothing between two reads.
  await applySchedules(stack, { highEveryMs: 3_600_000, fullEveryMs: 3_600_000 });
  for (const id of Object.values(SCHEDULE_IDS)) await stack.syncs.pauseSchedule(id, 'a test');
  await stack.syncs.triggerSchedule('conversion-list-refresh');
  await poll('the schedule lists its run', async () => {
    const schedules = await stack.syncs.listSchedules();
    return schedules.some(({ lastRuns }) => lastRuns.length > 0);
  });
  await runSync(stack, 'full');
  await runSync(stack, 'high');
  const { offers } = await stack.store.listOffers({ limit: 1, onList: true });
  offerId = offers[0]!.offerId;
  const mutedUntil = new Date(Date.now() + 86_400_000).toISOString();
  await stack.store.watchOffers([offerId], { note: 'push', silenceSeconds: 600, mutedUntil });
  await stack.store.saveMute({ kind: 'conversion_slowed', offerId, mutedUntil: null });
  stack.sandbox.catalogue.pause(offerId);
  await runSync(stack, 'high');
});

afterAll(() => stack.stop());

test.each([
  ['offers --list --limit 3', '/api/conversion-list?limit=3'],
  ['offers <id>', '/api/offers/<id>'],
  ['changes --since 2026-01-05 --limit 5', '/api/changes?since=2026-01-05&limit=5'],
  ['alerts list', '/api/alerts'],
  ['alerts mutes', '/api/alerts/mutes'],
  ['mine', '/api/watchlist'],
  ['schedules list', '/api/schedules'],
])('%s --json prints what GET %s returns', async (command, url) => {
  const { stdout } = await runCli(`${command.replace('<id>', offerId)} --json`, stack.environment);
  const { statusCode, text } = await stack.request(url.replace('<id>', offerId));

  expect(statusCode).toBe(200);
  expect(withoutAges(stdout)).toEqual(withoutAges(text));
});
