import { saveOffers } from '../../save-offers';
import { startTestApi, type TestApi } from '../../test-api';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
});
afterAll(() => api.stop());

const rejectedOf = async ({ workflowId, runId }: { workflowId: string; runId?: string }) =>
  api.request(
    `/api/syncs/${encodeURIComponent(workflowId)}/rejected${runId === undefined ? '' : `?runId=${runId}`}`,
  );

test('the values that a run could not read are listed, the rarest first', async () => {
  await saveOffers(api.store, ['5', '6']);
  await api.store.saveAnswer({
    ...{ run: await beginRun('full-later'), requestKey: 'page/1', purpose: 'page', attempt: 1 },
    ...{ observedAt: await api.store.readClock(), metIds: [], absentIds: [], received: 2, offers: [] },
    rejected: [
      // Observed by the run before, too.
      { offerId: '5', field: 'payout', reason: 'not a number', raw: 'much' },
      { offerId: null, field: null, reason: 'no id', raw: '{"offer_name":"<b>x</b>"}' },
    ],
  });

  const { statusCode, body } = await rejectedOf({ workflowId: 'full-later' });

  expect(statusCode).toBe(200);
  expect(body.rejected).toMatchObject([
    { offerId: null, field: null, reason: 'no id', raw: '{"offer_name":"<b>x</b>"}', count: 1 },
    { offerId: '5', field: 'payout', reason: 'not a number', raw: 'much', count: 2 },
  ]);
  // They are with the later run.
  expect((await rejectedOf({ workflowId: 'full-sync-manual' })).body).toEqual({ rejected: [] });
});

test('a run that does not exist has none', async () => {
  expect(await rejectedOf({ workflowId: 'full-never' })).toMatchObject({
    statusCode: 404,
    body: { message: 'There is no run full-never.' },
  });
  const runId = '01a21741-1f78-7e63-b2fb-8ced58a36ad6';
  expect((await rejectedOf({ workflowId: 'full-later', runId })).statusCode).toBe(404);
});

async function beginRun(workflowId: string) {
  const run = { workflowId, runId: 'first' };
  await api.store.beginRun({ run, kind: 'full', trigger: 'manual', params: {}, deadlineSeconds: 60 });
  return run;
}
