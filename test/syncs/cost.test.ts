import { Client } from 'pg';
import { readHistories } from '../../harness/histories/read-histories';
import { runSync } from '../../harness/run-sync';
import { REPEATABLE_WRITES, startTestPostgres } from '../../harness/servers/postgres-server';
import { startTestStack, type TestStack } from '../../harness/stack';
import type { FullSyncParams } from '../../src/client';
import type { SyncKind } from '../../src/domain/run';
import { findFreePort } from '../../src/local/process/ports';

/** About 2,000 of them are Active: 21 pages, in three chunks. */
const OFFERS = 2_400;

/** What one run costs. With one request at a time, none of it depends on the speed of the machine. */
interface Cost {
  httpRequests: number;
  /** Of this process, which has the worker, the start of the run and the read of its audit. */
  statements: number;
  activities: number;
  workflowTasks: number;
  historyEvents: number;
  historyBytes: number;
  /** Of the worker, without polls and heartbeats, which depend on time. */
  grpcCalls: number;
  /** What PostgreSQL writes, with its indexes. */
  walBytes: number;
}

let stack: TestStack;
let database: Client;
let metricsUrl: string;

beforeAll(async () => {
  const metricsAddress = `127.0.0.1:${await findFreePort()}`;
  metricsUrl = `http://${metricsAddress}/metrics`;
  stack = await startTestStack({
    // Its own server: the WAL is that of all databases.
    database: await startTestPostgres({ settings: REPEATABLE_WRITES }),
    sandbox: { offers: OFFERS, convertingShare: 0.4 },
    settings: {
      WORKER_METRICS_ADDRESS: metricsAddress,
      FULL_SYNC_CONCURRENCY: '1',
      HIGH_SYNC_CONCURRENCY: '1',
    },
  });
  database = new Client({ connectionString: stack.databaseUrl });
  await database.connect();
  // What is new to the mirror costs once.
  await runSync(stack, 'full');
  await runSync(stack, 'high');
});

afterAll(async () => {
  await database.end();
  await stack.stop();
});

async function countGrpcCalls(): Promise<number> {
  const metrics = await (await fetch(metricsUrl)).text();
  const calls = [...metrics.matchAll(/^temporal_request_total\{[^}]*operation="(\w+)"[^}]*\} (\d+)/gm)];
  return calls
    .filter(([, operation]) => !/^(Poll|RecordActivityTaskHeartbeat)/.test(operation!))
    .reduce((sum, [, , count]) => sum + Number(count), 0);
}

/** How many connections a run opens depends on what overlaps. */
function isOfNewConnection(statement: string | { text: string }): boolean {
  const text = typeof statement === 'string' ? statement : statement.text;
  return /^(SET random_page_cost|SELECT id FROM mirror_identity)/.test(text);
}

async function readWalPosition(): Promise<number> {
  const { rows } = await database.query<{ bytes: number }>(
    `SELECT (pg_current_wal_insert_lsn() - '0/0')::float8 AS bytes`,
  );
  return rows[0]!.bytes;
}

async function measure(kind: SyncKind, params: Partial<FullSyncParams> = {}): Promise<Cost> {
  const requestsBefore = stack.sandbox.requests.total;
  const grpcBefore = await countGrpcCalls();
  const walBefore = await readWalPosition();
  const query = jest.spyOn(Client.prototype, 'query');

  const { status, workflowId, runId } = await runSync(stack, kind, params);

  const statements = query.mock.calls.filter(([statement]) => !isOfNewConnection(statement)).length;
  query.mockRestore();
  const walBytes = (await readWalPosition()) - walBefore;
  expect(status).toBe('completed');
  const histories = await readHistories(stack.temporal, { workflowId, runId });
  const events = histories.flatMap((history) => history.events);
  return {
    httpRequests: stack.sandbox.requests.total - requestsBefore,
    statements,
    activities: events.filter((event) => event.activityTaskScheduledEventAttributes).length,
    workflowTasks: events.filter((event) => event.workflowTaskCompletedEventAttributes).length,
    historyEvents: events.length,
    historyBytes: histories.reduce((sum, { bytes }) => sum + bytes, 0),
    grpcCalls: (await countGrpcCalls()) - grpcBefore,
    walBytes,
  };
}

/**
 * The counts of today. The bounds of workflow tasks, their events and their calls are higher than what a fast machine counts:
 * what arrives together there, such as the end of one activity and the start of the next, may cost a task each on a slow one.
 */
const BOUNDS: Record<'full' | 'high', Cost> = {
  full: {
    httpRequests: 22,
    statements: 88,
    activities: 27,
    workflowTasks: 42,
    historyEvents: 230,
    historyBytes: 50_000,
    grpcCalls: 70,
    walBytes: 480_000,
  },
  high: {
    httpRequests: 16,
    statements: 77,
    activities: 20,
    workflowTasks: 24,
    historyEvents: 136,
    historyBytes: 40_000,
    grpcCalls: 50,
    walBytes: 270_000,
  },
};

/** Without what depends on how many activities end at once: the difference of two FULLs would depend on it most. */
const PAGE_BOUNDS: Partial<Cost> = { httpRequests: 1, statements: 2, activities: 1, walBytes: 24_000 };

/** 24 FULLs and 720 HIGHs. */
const DAY_BOUNDS = { historyBytes: 30_000_000, walBytes: 206_000_000 };

function expectCost(cost: Partial<Cost>, bounds: Partial<Cost>): void {
  const ratios = (Object.keys(bounds) as (keyof Cost)[]).map((name) => {
    const [counted, bound] = [cost[name]!, bounds[name]!];
    return { name, counted, bound, ratio: counted / bound };
  });
  expect(ratios.filter(({ ratio }) => ratio > 1)).toEqual([]);
  // A bound far above what is counted would hide the next change.
  expect(ratios.filter(({ ratio }) => ratio < 0.5)).toEqual([]);
}

test.each(['full', 'high'] as const)('a %s without news costs no more than it did', async (kind) => {
  expectCost(await measure(kind), BOUNDS[kind]);
});

test('each page of a FULL costs no more than it did, its share of a chunk included', async () => {
  const ten = await measure('full', { maxPages: 10 });
  const twenty = await measure('full', { maxPages: 20 });
  const counts = Object.entries(ten) as [keyof Cost, number][];
  expectCost(
    Object.fromEntries(counts.map(([name, count]) => [name, (twenty[name] - count) / 10])),
    PAGE_BOUNDS,
  );
});

test('a day of runs leaves no more history on the Temporal server, and writes no more, than it did', async () => {
  const [full, high] = [await measure('full'), await measure('high')];
  const ofDay = (name: keyof Cost) => 24 * full[name] + 720 * high[name];
  expectCost({ historyBytes: ofDay('historyBytes'), walBytes: ofDay('walBytes') }, DAY_BOUNDS);
});
