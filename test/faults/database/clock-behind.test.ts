import { compareToTruth } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { CAN_SET_CLOCK_OFFSET, setClockOffsetOfTree } from '../../../harness/processes/clock-offset';
import { runCli } from '../../../harness/processes/program';
import { runSync, waitForRun } from '../../../harness/run-sync';
import { startTestPostgres, type TestPostgres } from '../../../harness/servers/postgres-server';
import { boundedReads } from '../../../src/api/reads';
import { createMirrorMetrics } from '../../../src/api/routes/metrics/mirror-metrics';
import { runDoctorUntil } from '../../harness/doctor';
import { activeIds, countPages } from '../../harness/mirror';
import { pendingActivities } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

const THREE_HOURS = 3 * 3_600;
const MINUTE_MS = 60_000;

const testWithClocks = CAN_SET_CLOCK_OFFSET ? test : test.skip;

let postgres: TestPostgres;
const stack = useStack({
  database: async () => (postgres = await startTestPostgres()),
  sandbox: { offers: 300 },
});

const setDatabaseClock = (offsetSeconds: number) => setClockOffsetOfTree(postgres.pid, offsetSeconds);

testWithClocks(
  'an answer that was requested before the machine slept for three hours is refused, and requested again',
  async () => {
    stack.gate.closeAfter(1);
    const run = await stack.syncs.startSync('full');
    await poll('all pages are requested', () => stack.gate.held === countPages(stack));
    setDatabaseClock(THREE_HOURS);
    stack.gate.open();

    const audit = await waitForRun(stack, run.workflowId, run.runId);

    expect(audit).toMatchObject({ status: 'completed', complete: true });
    expect(audit.retries).toBeGreaterThan(0);
    for (const { observedAt } of (await stack.store.listOffers({ limit: 500 })).offers) {
      expect(Date.parse(observedAt) - Date.now()).toBeGreaterThan((THREE_HOURS / 2) * 1_000);
    }
  },
);

testWithClocks(
  'after a database clock that was ahead is corrected, runs fail by name and nothing claims to be fresh, until a reset',
  async () => {
    setDatabaseClock(THREE_HOURS);
    expect(await runSync(stack, 'full')).toMatchObject({ complete: true });
    expect(await runSync(stack, 'high')).toMatchObject({ complete: true });
    setDatabaseClock(0);

    const error = expect.stringMatching(/clock of the database says .*clock reset/) as unknown;
    const [high, full] = [await runSync(stack, 'high'), await runSync(stack, 'full')];

    expect([high, full]).toMatchObject([
      { status: 'failed', complete: false, requests: 0 },
      { status: 'failed', complete: false, requests: 0 },
    ]);
    expect([high.error, full.error]).toEqual([error, error]);
    expect(await stack.store.readFreshness()).toEqual({ lastHigh: null, lastFull: null });
    expect((await stack.store.readLastFinished()).high).toMatchObject({ status: 'failed', error });
    // On a slow machine a read may miss its deadline.
    const metrics = await poll('the metrics are read', () =>
      createMirrorMetrics(boundedReads(stack.store), stack.syncs)
        .read()
        .catch(() => undefined),
    );
    expect(metrics).toMatch(/mobipium_last_good_sync_age_seconds\{kind="high"\} \+Inf/);
    const advice = /^WRONG +Clock .* behind earlier observations.*\n +→ .*clock reset/m;
    await runDoctorUntil(stack.environment, ({ code, output }) => code === 1 && advice.test(output));

    expect((await runCli('status', stack.environment)).output).toMatch(
      /^Last HIGH +unknown, because .* behind/m,
    );

    const reset = await runCli('clock reset', stack.environment);
    expect([reset.code, reset.stdout]).toEqual([
      0,
      expect.stringMatching(/^Moved .* back by (3 h|2 h 5\d min)/),
    ]);

    const [changed] = activeIds(stack);
    stack.sandbox.catalogue.setField(changed!, { payout: '7.250' });
    expect(await runSync(stack, 'full')).toMatchObject({ complete: true });
    expect(await stack.store.readOffer(changed!)).toMatchObject({ payout: '7.250' });
    // The reset moves the earlier conversions back by an estimate.
    expect(await compareToTruth(stack, { toleranceMs: 5 * MINUTE_MS })).toMatchObject({
      wrong: [],
      missing: [],
    });
    expect((await stack.store.readFreshness()).lastFull!.ageSeconds).toBeLessThan(60);
    await runDoctorUntil(stack.environment, ({ output }) => /^ok +Clock /m.test(output));
  },
  240_000,
);

testWithClocks('a clock that is right again within seconds costs a run nothing but retries', async () => {
  setDatabaseClock(-THREE_HOURS);
  const run = await stack.syncs.startSync('full');
  await poll('it waits for the clock', async () =>
    (await pendingActivities(stack, run.workflowId)).some(({ attempt }) => attempt > 1),
  );
  setDatabaseClock(0);

  expect(await waitForRun(stack, run.workflowId, run.runId)).toMatchObject({ complete: true, retries: 0 });
});
