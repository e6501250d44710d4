import { Client } from 'pg';
import { readHistories } from '../../harness/histories/read-histories';
import { runSync } from '../../harness/run-sync';
import { startTestStack, type TestStack } from '../../harness/stack';
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
}

let stack: TestStack;
let metricsUrl: string;

beforeAll(async () => {
  const metricsAddress = `127.0.0.1:${await findFreePort()}`;
  metricsUrl = `http://${metricsAddress}/metrics`;
  stack = await startTestStack({
    sandbox: { offers: OFFERS, convertingShare: 0.4 },
    settings: {
      WORKER_METRICS_ADDRESS: metricsAddress,
      FULL_SYNC_CONCURRENCY: '1',
      HIGH_SYNC_CONCURRENCY: '1',
    },
  });
  // What is new to the mirror costs once.
  await runSync(stack, 'full');
  await runSync(stack, 'high');
});

afterAll(() => stack.stop());

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

async function measure(kind: SyncKind): Promise<Cost> {
  const requestsBefore = stack.sandbox.requests.total;
  const grpcBefore = await countGrpcCalls();
  const query = jest.spyOn(Client.prototype, 'query');

  const { status, workflowId, runId } = await runSync(stack, kind);

  const statements = query.mock.calls.filter(([statement]) => !isOfNewConnection(statement)).length;
  query.mockRestore();
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
  },
  high: {
    httpRequests: 16,
    statements: 77,
    activities: 20,
    workflowTasks: 24,
    historyEvents: 136,
    historyBytes: 40_000,
    grpcCalls: 50,
  },
};

test.each(['full', 'high'] as const)('a %s without news costs no more than it did', async (kind) => {
  const cost = await measure(kind);

  const isAboveBound = ([name, value]: [string, number]) => value > BOUNDS[kind][name as keyof Cost];
  expect(Object.entries(cost).filter(isAboveBound)).toEqual([]);
  // A bound far above what is counted would hide the next change.
  const isFarBelow = ([name, value]: [string, number]) => value < 0.5 * BOUNDS[kind][name as keyof Cost];
  expect(Object.entries(cost).filter(isFarBelow)).toEqual([]);
});
