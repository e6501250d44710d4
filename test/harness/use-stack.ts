import { Client } from 'pg';
import { startWorkerProcess, type WorkerProcess } from '../../harness/processes/worker';
import type { TestDatabase } from '../../harness/servers/database';
import { createGate, type Gate } from '../../harness/servers/gate';
import { startProxyTo, type TcpProxy } from '../../harness/servers/tcp-proxy';
import { startTestStack, type TestStack, type TestStackOptions } from '../../harness/stack';
import { type CleanupStack, createCleanupStack } from '../../src/async/cleanup';
import type { BeforeResponse } from '../../src/sandbox';

export interface FaultStackOptions extends Omit<TestStackOptions, 'database' | 'withWorker'> {
  /** Creates the database. Default: one on the server that all tests share. */
  database?: () => Promise<TestDatabase>;
  /** Where the worker runs. `none`: the test starts its own. Default: in this process. */
  worker?: 'in-process' | 'own-process' | 'none';
  /** What `startWorkerProcess` connects to through `proxy`. */
  proxyTo?: 'network' | 'database';
}

export interface FaultStack extends TestStack {
  /** Holds responses of the sandbox back. Open at first. */
  gate: Gate;
  /** Set with `proxyTo`. */
  proxy: TcpProxy;
  /** The latest worker process. */
  worker: WorkerProcess;
  /** Called before each response, and before the gate. A test sets it; `reset` removes it. */
  beforeResponse: BeforeResponse | undefined;
  /** Closes what a test opens, before the stack stops. */
  cleanup: CleanupStack;
  /** Start a worker in a process of its own and wait until it is ready. */
  startWorkerProcess(settings?: Record<string, string>, args?: string[]): Promise<WorkerProcess>;
  /** Open a connection to the database that is not the service's. */
  connect(): Promise<Client>;
  /** Reset the sandbox and `beforeResponse`. */
  reset(): void;
}

/**
 * Start a stack before the tests of this file and stop it after them. The properties of the result are set in a
 * `beforeAll` hook: use them in tests and in later hooks.
 */
export function useStack({
  database,
  worker = 'in-process',
  proxyTo,
  sandbox,
  ...options
}: FaultStackOptions = {}): FaultStack {
  const cleanup = createCleanupStack();
  const gate = createGate();
  const context = { gate, cleanup } as FaultStack;

  async function open(): Promise<void> {
    const stack = await startTestStack({
      ...options,
      sandbox: {
        beforeResponse: async (...request) => {
          await context.beforeResponse?.(...request);
          await gate.beforeResponse(...request);
        },
        ...sandbox,
      },
      ...(database && { database: await database() }),
      withWorker: worker === 'in-process',
    });
    cleanup.defer('stack', () => stack.stop());
    const proxied: Record<string, string> = {};
    if (proxyTo !== undefined) {
      const variable = proxyTo === 'network' ? 'MOBIPIUM_API_URL' : 'DATABASE_URL';
      const { proxy, url } = await startProxyTo(stack.environment[variable]);
      cleanup.defer('proxy', () => proxy.close());
      context.proxy = proxy;
      proxied[variable] = url;
    }
    Object.assign(context, stack, {
      async startWorkerProcess(settings?: Record<string, string>, args?: string[]) {
        const started = startWorkerProcess({ ...stack.environment, ...proxied, ...settings }, args);
        cleanup.defer('worker', () => started.kill());
        await started.waitUntilReady();
        context.worker = started;
        return started;
      },
      async connect() {
        const client = new Client({ connectionString: stack.databaseUrl });
        await client.connect();
        cleanup.defer('database connection', () => client.end());
        return client;
      },
      reset() {
        context.beforeResponse = undefined;
        stack.sandbox.reset();
      },
    });
    if (worker === 'own-process') await context.startWorkerProcess();
  }

  beforeAll(open);
  afterAll(() => cleanup.closeAll());
  return context;
}
