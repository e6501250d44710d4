import { poll } from '../../harness/poll';
import { runCli } from '../../harness/processes/program';
import { runSync, waitForRun } from '../../harness/run-sync';
import { DELIVERY_WORKFLOW } from '../../src/domain/names';
import { chunkWorkflowId } from '../../src/workflows/contract';
import { type Receiver, startReceiver } from '../channels/receiver';
import { activeIds } from '../harness/mirror';
import { useStack } from '../harness/use-stack';

const DEPLOYMENT = 'mobipium-sync';

/** `VERSIONING_BEHAVIOR_PINNED` and `VERSIONING_BEHAVIOR_AUTO_UPGRADE` of Temporal's API. */
const PINNED = 1;
const AUTO_UPGRADE = 2;

const settings: Record<string, string> = {};
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  settings.ALERT_WEBHOOK_URL = receiver.url;
});
afterAll(() => receiver.close());

const stack = useStack({
  sandbox: { offers: 4_000 },
  settings,
  worker: 'none',
  // A few chunks suffice for a FULL that continues as new.
  dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 30 },
});

const settingsOf = (buildId: string) => ({
  TEMPORAL_DEPLOYMENT_NAME: DEPLOYMENT,
  TEMPORAL_WORKER_BUILD_ID: buildId,
});

const startVersion = (buildId: string) => stack.startWorkerProcess(settingsOf(buildId));

async function runDoctor(buildId: string): Promise<string> {
  return (await runCli('doctor', { ...stack.environment, ...settingsOf(buildId) })).output;
}

/** Expect a line of doctor. It leaves the version out if a slow server does not tell it in time. */
function expectInDoctor(buildId: string, line: RegExp): Promise<boolean> {
  return poll(`doctor prints ${line}`, async () => line.test(await runDoctor(buildId)));
}

/** Makes a version current, as `temporal worker deployment set-current-version` does, once its worker polls. */
function setCurrentVersion(buildId: string): Promise<boolean> {
  const request = { namespace: 'default', deploymentName: DEPLOYMENT, buildId };
  return poll(`the worker of ${buildId} polls`, () =>
    stack.temporal.workflowService.setWorkerDeploymentCurrentVersion(request).then(
      () => true,
      () => false,
    ),
  );
}

async function versionOf(workflowId: string) {
  const { raw, runId } = await stack.temporal.workflow.getHandle(workflowId).describe();
  const { versioningInfo, firstRunId } = raw.workflowExecutionInfo ?? {};
  return {
    isContinued: runId !== firstRunId,
    behavior: Number(versioningInfo?.behavior),
    buildId: versioningInfo?.deploymentVersion?.buildId,
  };
}

test('a run, its chunks and what it continues as stay on the version that it started on, and later runs take the current one', async () => {
  await startVersion('1.0.0');
  await setCurrentVersion('1.0.0');
  stack.gate.closeAfter(0);
  const { workflowId, runId } = await stack.syncs.startSync('full', { concurrency: 1 });
  await poll('the run has sent a request', () => stack.gate.held > 0);
  await startVersion('2.0.0');
  await expectInDoctor(
    '2.0.0',
    /^WRONG +Version +1.0.0 of mobipium-sync is current, not 2.0.0: .*\n +→ .*set-current-version .*--build-id 2.0.0/m,
  );
  await setCurrentVersion('2.0.0');
  stack.gate.open();

  expect(await waitForRun(stack, workflowId, runId)).toMatchObject({ status: 'completed', complete: true });
  expect(await runSync(stack, 'high')).toMatchObject({ status: 'completed' });

  const first = { behavior: PINNED, buildId: '1.0.0' };
  expect(await versionOf(workflowId)).toEqual({ ...first, isContinued: true });
  expect(await versionOf(chunkWorkflowId(workflowId, 21, 30))).toEqual({ ...first, isContinued: false });
  expect(await versionOf('high-priority-sync-manual')).toMatchObject({ ...first, buildId: '2.0.0' });
  await expectInDoctor('2.0.0', /^ok +Version +mobipium-sync 2.0.0 is current$/m);
  const query = 'TemporalWorkerDeploymentVersion="mobipium-sync:1.0.0" AND WorkflowType="fullSync"';
  await poll('the runs of a version are found', async () => {
    return (await stack.temporal.workflow.count(query)).count > 1;
  });
  expect(await stack.syncs.readQueues()).toMatchObject([{ workers: [{}, {}] }, { workers: [{}, {}] }]);
});

/** The id of the workflow that delivers an alert. Undefined: it is not listed yet. */
async function findDelivery(): Promise<string | undefined> {
  const query = `WorkflowType="${DELIVERY_WORKFLOW}"`;
  const { executions } = await stack.temporal.workflowService.listWorkflowExecutions({
    namespace: 'default',
    query,
  });
  return executions[0]?.execution?.workflowId ?? undefined;
}

test('the delivery of an alert moves to the current version', async () => {
  receiver.answer = () => ({ status: 503 });
  const earlier = stack.worker;
  const offerId = activeIds(stack)[7]!;
  await stack.store.watchOffers([offerId], {});
  await runSync(stack, 'high');
  stack.sandbox.catalogue.pause(offerId);
  await runSync(stack, 'high');
  await poll('the webhook has refused the alert', () => receiver.received.length > 0);
  const workflowId = await poll('its workflow is listed', findDelivery);
  expect(await versionOf(workflowId)).toMatchObject({ behavior: AUTO_UPGRADE, buildId: '2.0.0' });

  await startVersion('3.0.0');
  await setCurrentVersion('3.0.0');
  await earlier.kill();
  receiver.answer = () => ({});
  await stack.temporal.workflow.getHandle(workflowId).result();
  expect(await versionOf(workflowId)).toMatchObject({ behavior: AUTO_UPGRADE, buildId: '3.0.0' });
});
