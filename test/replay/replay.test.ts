import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { CHANNEL_TEST_WORKFLOW, DELIVERY_WORKFLOW } from '../../src/domain/names';
import { WORKFLOW_TYPES } from '../../src/workflows/contract';

const HISTORIES = join(__dirname, '../fixtures/histories');

interface Event {
  eventType: string;
  workflowExecutionStartedEventAttributes?: {
    workflowType: { name: string };
    continuedExecutionRunId?: string;
  };
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
}

interface Recorded {
  workflowId: string;
  history: { events: Event[] };
}

const recorded = readdirSync(HISTORIES).map((file) => ({
  name: file.replace('.json', ''),
  ...(JSON.parse(readFileSync(join(HISTORIES, file), 'utf8')) as Recorded),
}));

const bundle = (path: string, workflowInterceptorModules: string[] = []) =>
  bundleWorkflowCode({
    workflowsPath: join(__dirname, path),
    workflowInterceptorModules,
    logger: new DefaultLogger('ERROR'),
  });

let current: WorkflowBundleWithSourceMap;
let changed: WorkflowBundleWithSourceMap | undefined;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  current = await bundle('../../src/workflows');
});

test('there is a history of every workflow type', () => {
  const types = recorded.map(
    ({ history }) => history.events[0]?.workflowExecutionStartedEventAttributes?.workflowType.name,
  );

  expect(new Set(types)).toEqual(
    new Set([...Object.values(WORKFLOW_TYPES), 'fullSyncChunk', DELIVERY_WORKFLOW, CHANNEL_TEST_WORKFLOW]),
  );
});

const eventsOf = (requested: string) => recorded.find(({ name }) => name === requested)?.history.events ?? [];

function countActivities(name: string, activity: string): number {
  return eventsOf(name).filter(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType.name === activity,
  ).length;
}

const hasEvent = (name: string, eventType: string) =>
  eventsOf(name).some((event) => event.eventType === `EVENT_TYPE_${eventType}`);

/** The paths on which a recorded history may depend on chance: a recording without them is of no use. */
test.each<[string, (name: string) => boolean]>([
  // The pages of the scan itself are read by its chunks.
  ['full-reread', (name) => countActivities(name, 'copyPage') > 0],
  ['full-swept', (name) => countActivities(name, 'markMissing') === 1],
  ['full-second-slice', (name) => countActivities(name, 'listUnseen') === 2],
  ['high-second-slice', (name) => countActivities(name, 'listToRequest') === 2],
  ['full-gave-way', (name) => countActivities(name, 'measureCatalogue') === 0],
  ['full-chunk-terminated', (name) => hasEvent(name, 'CHILD_WORKFLOW_EXECUTION_TERMINATED')],
  ['full-incomplete', (name) => hasEvent(name, 'WORKFLOW_EXECUTION_COMPLETED')],
  [
    'high-incomplete',
    (name) =>
      ['FAILED', 'TIMED_OUT'].some((end) => hasEvent(name, `ACTIVITY_TASK_${end}`)) &&
      hasEvent(name, 'WORKFLOW_EXECUTION_COMPLETED'),
  ],
  [
    'chunk-with-failed-page',
    (name) => hasEvent(name, 'ACTIVITY_TASK_FAILED') && hasEvent(name, 'WORKFLOW_EXECUTION_COMPLETED'),
  ],
  [
    'full-execution-1',
    (name) =>
      hasEvent(name, 'START_CHILD_WORKFLOW_EXECUTION_INITIATED') &&
      hasEvent(name, 'WORKFLOW_EXECUTION_CONTINUED_AS_NEW'),
  ],
  [
    'full-execution-2',
    (name) =>
      hasEvent(name, 'START_CHILD_WORKFLOW_EXECUTION_INITIATED') &&
      eventsOf(name)[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId !== undefined,
  ],
])('the history %s takes the path that it is named after', (name, takesPath) => {
  expect(takesPath(name)).toBe(true);
});

test.each(recorded)('$name replays against the current workflows', async ({ workflowId, history }) => {
  await Worker.runReplayHistory({ workflowBundle: current }, history, workflowId);
});

test('workers that record spans can continue the runs of workers that do not: all histories replay', async () => {
  const modules = [require.resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors')];
  const workflowBundle = await bundle('../../src/workflows', modules);
  const sinks = { exporter: { export: { fn: () => undefined } } };
  const failures: string[] = [];
  for (const { name, workflowId, history } of recorded) {
    await Worker.runReplayHistory({ workflowBundle, sinks }, history, workflowId).catch((error: unknown) =>
      failures.push(`${name}: ${String(error)}`),
    );
  }
  expect(failures).toEqual([]);
});

test.each(['full-completed', 'chunk-completed', 'high-completed', 'refresh-completed'])(
  'an unsafe change of a workflow is refused: %s',
  async (requested) => {
    changed ??= await bundle('./changed-workflows.ts');
    const { workflowId, history } = recorded.find(({ name }) => name === requested)!;

    const replay = Worker.runReplayHistory({ workflowBundle: changed }, history, workflowId);

    await expect(replay).rejects.toThrow(DeterminismViolationError);
  },
);
