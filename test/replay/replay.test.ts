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
import { WORKFLOW_TYPES } from '../../src/workflows/contract';

const HISTORIES = join(__dirname, '../fixtures/histories');

interface Recorded {
  workflowId: string;
  history: { events: { workflowExecutionStartedEventAttributes?: { workflowType: { name: string } } }[] };
}

const recorded = readdirSync(HISTORIES).map((file) => ({
  name: file.replace('.json', ''),
  ...(JSON.parse(readFileSync(join(HISTORIES, file), 'utf8')) as Recorded),
}));

const bundle = (path: string) =>
  bundleWorkflowCode({ workflowsPath: join(__dirname, path), logger: new DefaultLogger('ERROR') });

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

  expect(new Set(types)).toEqual(new Set([...Object.values(WORKFLOW_TYPES), 'fullSyncChunk']));
});

test.each(recorded)('$name replays against the current workflows', async ({ workflowId, history }) => {
  await Worker.runReplayHistory({ workflowBundle: current }, history, workflowId);
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
