import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startTestPostgres } from '../../harness/servers/postgres-server';
import { findTestTemporalCli } from '../../harness/servers/temporal';
import { startTestStack, type TestStack, type TestStackOptions } from '../../harness/stack';
import type { BeforeResponse } from '../../src/sandbox';

const ROOT = join(__dirname, '../..');
const FOLDER = join(ROOT, 'test/fixtures/histories');

/** A stack whose workflows are recorded. */
export interface Recorder extends TestStack {
  /** Called before each response of the sandbox, which waits for it. */
  onRequest: BeforeResponse | undefined;
  /** Start a run, wait for its end, and return its workflow id. */
  run: (...start: Parameters<TestStack['syncs']['startSync']>) => Promise<string>;
  waitForEnd: (workflowId: string) => Promise<void>;
  /** Save the history of a workflow; of its latest execution unless `runId` names another. */
  save: (name: string, workflowId: string, runId?: string) => Promise<void>;
  query: (sql: string, values?: unknown[]) => Promise<void>;
}

interface RecorderOptions extends Pick<TestStackOptions, 'dynamicConfig'> {
  /** Default: 2,600. */
  offers?: number;
}

/** Start a stack, record with it, and stop it. */
export async function withRecorder(
  { offers = 2_600, dynamicConfig }: RecorderOptions,
  use: (recorder: Recorder) => Promise<void>,
): Promise<void> {
  const hooks: Pick<Recorder, 'onRequest'> = { onRequest: undefined };
  const stack = await startTestStack({
    database: await startTestPostgres(),
    sandbox: {
      offers,
      beforeResponse: async (...request) => hooks.onRequest?.(...request),
    },
    settings: {
      FULL_PAGE_RETRY_FOR: '2s',
      HIGH_BATCH_RETRY_FOR: '2s',
      UPSTREAM_TIMEOUT: '1s',
      // Nothing listens there: a worker delivers alerts only with a channel.
      ALERT_WEBHOOK_URL: 'http://127.0.0.1:9/',
    },
    ...(dynamicConfig && { dynamicConfig }),
  });
  const executable = await findTestTemporalCli();
  const waitForEnd = async (workflowId: string) => {
    await stack.temporal.workflow
      .getHandle(workflowId)
      .result()
      .catch(() => undefined);
  };
  const recorder: Recorder = Object.assign(hooks, stack, {
    waitForEnd,
    async run(...start: Parameters<typeof stack.syncs.startSync>) {
      const { workflowId } = await stack.syncs.startSync(...start);
      await waitForEnd(workflowId);
      return workflowId;
    },
    async save(name: string, workflowId: string, runId?: string) {
      const { stdout } = await promisify(execFile)(
        executable,
        [
          ...['workflow', 'show', '--address', stack.temporalServer.address, '--workflow-id', workflowId],
          ...(runId === undefined ? [] : ['--run-id', runId]),
          ...['--output', 'json'],
        ],
        { maxBuffer: 64 * 1024 * 1024 },
      );
      // Stack traces name files: without the folder of this checkout.
      const history = JSON.parse(stdout.replaceAll(ROOT, '/opt/mobipium-sync')) as unknown;
      writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify({ workflowId, history })}\n`);
      process.stdout.write(`${name}: ${workflowId}, ${stdout.length} characters\n`);
    },
    async query(sql: string, values: unknown[] = []) {
      const client = new Client({ connectionString: stack.databaseUrl });
      await client.connect();
      await client.query(sql, values).finally(() => client.end());
    },
  });
  try {
    await use(recorder);
  } finally {
    await stack.stop();
  }
}
