import { MockActivityEnvironment } from '@temporalio/testing';
import { createMirrorActivities } from '../../src/activities/mirror';
import { beginRun, finishRun, observedOffer, RUN, useTestStore } from '../store/test-store';

const context = useTestStore();

const RULES = { scope: 'all', channels: [], highEverySeconds: 120, fullEverySeconds: 3_600 } as const;

/** Ends the work of a run as its workflow does, in this attempt, and returns its audit. */
async function endRun(attempt: number) {
  const activities = createMirrorActivities({
    store: context.store,
    sweepMaxShare: 0.2,
    keepRunsForSeconds: 86_400,
    keepChangesForSeconds: 86_400,
    keepConversionsForSeconds: 86_400,
    alertRules: RULES,
  });
  const run = { ...RUN, mirrorId: await context.store.readMirrorId() };
  await new MockActivityEnvironment({ attempt }).run(
    (input: { run: typeof run }) => activities.refreshList(input),
    { run },
  );
  return finishRun(context, { notes: ['a note of the workflow'] });
}

/** A run that has met an offer, in a database that refuses to judge it. */
async function beginUnjudgeable(): Promise<void> {
  await context.pool.query('ALTER TABLE alert_baselines ADD CHECK (false)');
  await beginRun(context);
  await context.save([observedOffer('1')]);
}

test('a run whose offers could not be judged says so in its audit, and is complete all the same', async () => {
  await beginUnjudgeable();
  const audit = await endRun(3);
  expect(audit).toMatchObject({ status: 'completed', reasons: [], listAfter: 1 });
  expect(audit.notes).toEqual([
    'a note of the workflow',
    expect.stringMatching(/^its offers could not be judged, .* the next run makes up for it$/),
  ]);
});

test('the step is attempted again at first', async () => {
  await beginUnjudgeable();
  await expect(endRun(2)).rejects.toThrow();
});

test('a run that judged its offers has no such note, nor has one without a list', async () => {
  await beginRun(context);
  await context.save([observedOffer('1')]);
  expect(await endRun(1)).toMatchObject({ notes: ['a note of the workflow'] });

  const run = { workflowId: 'high-priority-sync-manual', runId: 'fails' };
  await beginRun(context, { run, kind: 'high' });
  expect(await finishRun(context, { run, status: 'failed', error: 'broken' })).toMatchObject({ notes: [] });
});
