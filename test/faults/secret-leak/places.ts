import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Client as TemporalClient } from '@temporalio/client';
import { Client, escapeIdentifier } from 'pg';
import { describeSchedule } from '../../../src/client/schedules';
import { SYNC_KINDS } from '../../../src/domain/run';
import type { Stage } from './stage';

/** By name, all texts that are in one place. */
export type Place = Map<string, string[]>;

/** Every row of every table, and what the server itself says of our sessions and in its log. */
export async function readDatabase({ databaseUrl }: Stage): Promise<Place> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const texts = async (sql: string) =>
      (await client.query<{ text: string }>(sql)).rows.map(({ text }) => text);
    const tables = await texts(
      `SELECT format('%I.%I', schemaname, tablename) AS text FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    const place: Place = new Map();
    for (const table of tables) {
      const name = table.replace('public.', '');
      place.set(
        `table ${name}`,
        await texts(
          `SELECT ${escapeIdentifier('row')}::text AS text FROM ${table} AS ${escapeIdentifier('row')}`,
        ),
      );
    }
    place.set(
      'sessions',
      await texts(`SELECT query AS text FROM pg_stat_activity WHERE application_name LIKE 'mobipium-sync%'`),
    );
    const [directory] = await texts(`SELECT current_setting('data_directory') AS text`);
    place.set('log of PostgreSQL', linesOf(readFileSync(join(dirname(directory!), 'postgres.log'), 'utf8')));
    return place;
  } finally {
    await client.end();
  }
}

/** Every run and chunk with its whole history, memo and search attributes, the schedules and the queues. */
export async function readTemporal({ temporal, folder }: Stage): Promise<Place> {
  const place: Place = new Map(
    ['workflows', 'histories', 'memos', 'search attributes', 'schedules', 'queues'].map((name) => [name, []]),
  );
  const add = (name: string, value: unknown) => place.get(name)!.push(textsWithin(value).join('\n'));
  for await (const found of temporal.workflow.list()) {
    const handle = temporal.workflow.getHandle(found.workflowId, found.runId);
    const [description, history] = [await handle.describe(), await handle.fetchHistory()];
    add('workflows', description.raw);
    for (const event of history.events ?? []) add('histories', event);
    add('memos', description.raw.workflowExecutionInfo?.memo);
    add('search attributes', description.raw.workflowExecutionInfo?.searchAttributes);
  }
  for (const kind of SYNC_KINDS) add('schedules', (await describeSchedule(temporal, kind))?.raw);
  for (const queue of ['high-priority', 'full-sync-chunk'])
    add('queues', await describeQueue(temporal, queue));
  place.set('files of Temporal', textsOfFiles(join(folder, 'temporal')));
  return place;
}

/** What is kept nowhere else. */
interface Output {
  processes: Map<string, string>;
  answers: string[];
  workerFigures: string;
}

/** What every process has said, what the API answered, the figures, and the files that `start` has written. */
export function readOutput({ environment }: Stage, said: Output): Place {
  const place: Place = new Map();
  for (const [name, output] of said.processes) place.set(`output of ${name}`, linesOf(output));
  place.set('answers of the API', said.answers);
  place.set(
    'figures of the API',
    said.answers.filter((text) => text.startsWith('GET /metrics: 200')),
  );
  place.set('figures of the worker', linesOf(said.workerFigures));
  place.set(
    'log file of start',
    linesOf(readFileSync(join(environment.DATA_DIR, 'network', 'mobipium-sync.log'), 'utf8')),
  );
  return place;
}

function describeQueue(temporal: TemporalClient, name: string) {
  const { namespace } = temporal.options;
  return temporal.workflowService.describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType: 2 });
}

/** All texts of a message, however deep, and all that its bytes are as text: payloads are bytes. */
function textsWithin(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsWithin(inner)]);
}

/** Files as they are on the disk, byte by byte. */
function textsOfFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
    .map((file) => readFileSync(file, 'latin1'));
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
