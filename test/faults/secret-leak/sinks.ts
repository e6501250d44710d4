import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Client as TemporalClient } from '@temporalio/client';
import { Client, escapeIdentifier } from 'pg';
import { describeSchedule } from '../../../src/client/schedules';
import { SYNC_KINDS } from '../../../src/domain/run';
import type { LeakStack } from './stack';

/** The texts in each sink (a table, a log, an output …) that a secret might leak into, by its name. */
export type Sinks = Map<string, string[]>;

/** Every row of every table, the statements of the service's sessions, and the log of PostgreSQL. */
export async function readDatabaseSinks({ databaseUrl }: LeakStack): Promise<Sinks> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const texts = async (sql: string) =>
      (await client.query<{ text: string }>(sql)).rows.map(({ text }) => text);
    const tables = await texts(
      `SELECT oid::regclass::text AS text FROM pg_class
       WHERE relkind IN ('r', 'p') AND NOT relispartition
         AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) ORDER BY 1`,
    );
    const row = escapeIdentifier('row');
    const sinks: Sinks = new Map();
    for (const table of tables) {
      const name = table.replace('public.', '');
      sinks.set(`table ${name}`, await texts(`SELECT ${row}::text AS text FROM ${table} AS ${row}`));
    }
    sinks.set(
      'sessions',
      await texts(`SELECT query AS text FROM pg_stat_activity WHERE application_name LIKE 'mobipium-sync%'`),
    );
    const [directory] = await texts(`SELECT current_setting('data_directory') AS text`);
    sinks.set('log of PostgreSQL', linesOfFile(join(dirname(directory!), 'postgres.log')));
    return sinks;
  } finally {
    await client.end();
  }
}

/** Every workflow with its history, memo and search attributes, the schedules, the queues and the server's files. */
export async function readTemporalSinks(stack: LeakStack): Promise<Sinks> {
  const { temporal, folder } = stack;
  const sinks: Sinks = new Map(
    ['workflows', 'histories', 'memos', 'search attributes', 'schedules', 'queues'].map((name) => [name, []]),
  );
  const add = (name: string, value: unknown) => sinks.get(name)!.push(textsWithin(value).join('\n'));
  for await (const { workflowId, runId } of temporal.workflow.list()) {
    const handle = temporal.workflow.getHandle(workflowId, runId);
    const [description, history] = [await handle.describe(), await handle.fetchHistory()];
    add('workflows', description.raw);
    for (const event of history.events ?? []) add('histories', event);
    add('memos', description.raw.workflowExecutionInfo?.memo);
    add('search attributes', description.raw.workflowExecutionInfo?.searchAttributes);
  }
  for (const kind of SYNC_KINDS) add('schedules', (await describeSchedule(stack, kind))?.raw);
  for (const queue of ['high-priority', 'full-sync-chunk', 'alerts'])
    add('queues', await describeQueue(temporal, queue));
  sinks.set('files of Temporal', textsOfFiles(join(folder, 'temporal')));
  return sinks;
}

/** Collected during the faults, because it is stored nowhere. */
export interface Outputs {
  /** The output of each process, by its name. */
  processes: Map<string, string>;
  /** All responses of the API. */
  responses: string[];
  /** What the worker exports to Prometheus. */
  workerMetrics: string;
}

/** The output of every process, the responses and metrics, and the log file of `start`. */
export function readOutputSinks({ environment, collector }: LeakStack, outputs: Outputs): Sinks {
  const { processes, responses, workerMetrics } = outputs;
  return new Map([
    ...[...processes].map(([name, output]): [string, string[]] => [`output of ${name}`, linesOf(output)]),
    ['responses of the API', responses],
    ['metrics of the API', responses.filter((text) => text.startsWith('GET /metrics: 200'))],
    ['metrics of the worker', linesOf(workerMetrics)],
    ['traces of the worker', collector.received.map(({ body }) => body.toString())],
    ['log file of start', linesOfFile(join(environment.DATA_DIR, 'network', 'mobipium-sync.log'))],
  ]);
}

function describeQueue(temporal: TemporalClient, name: string) {
  const { namespace } = temporal.options;
  return temporal.workflowService.describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType: 2 });
}

/** All texts in a message at any depth, and its bytes as text, because payloads are bytes. */
function textsWithin(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsWithin(inner)]);
}

/** The content of all files in a folder, byte by byte. */
function textsOfFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
    .map((file) => readFileSync(file, 'latin1'));
}

function linesOfFile(path: string): string[] {
  return linesOf(readFileSync(path, 'utf8'));
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
