import pino from 'pino';
import { startWorkerProcess, type WorkerProcess } from '../../harness/processes/worker';
import { createTestDatabase } from '../../harness/servers/database';
import { openTestClients, type TestStack } from '../../harness/stack';
import type { CleanupStack } from '../../src/async/cleanup';
import { readConfig } from '../../src/config';
import { openWorker } from '../../src/local/stack';

/** A mirror on the servers of a stack, with a database of its own. */
export type OtherMirror = Awaited<ReturnType<typeof openOtherMirror>>;

/** Open a second mirror of the same network on the stack's Temporal server, without a worker. */
export async function openOtherMirror(
  stack: TestStack,
  cleanup: CleanupStack,
  settings: Record<string, string> = {},
) {
  const database = await createTestDatabase();
  cleanup.defer('other database', () => database.drop());
  const { databaseUrl } = database;
  const environment = { ...stack.environment, DATABASE_URL: databaseUrl, ...settings };
  const config = readConfig(environment);
  const clients = await openTestClients(config, cleanup);
  return {
    ...stack,
    ...clients,
    config,
    databaseUrl,
    environment,
    async startInProcessWorker(): Promise<void> {
      await openWorker(config, { store: clients.store, logger: pino({ level: 'silent' }) }, cleanup);
    },
    startWorkerProcess(): WorkerProcess {
      const worker = startWorkerProcess(environment);
      cleanup.defer('other worker', () => worker.kill());
      return worker;
    },
  };
}
