import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, readEnvironment } from '../../src/config';
import { findFreePorts } from '../../src/local/process/ports';
import { startTemporalServer } from '../../src/local/temporal';
import { findTemporalCli } from '../../src/local/temporal/find-cli';

export interface TestTemporal {
  /** Where clients connect: `127.0.0.1:34567`. Its namespace is `default`. */
  address: string;
  /** The Web UI: `http://127.0.0.1:34568`. */
  uiUrl: string;
  /** Stop it, with all that it holds on its file: in peace, or by `kill -9`. */
  shutDown: (manner?: 'in peace' | 'killed') => Promise<void>;
  /** Start it again on its file, at the same address. */
  start: () => Promise<void>;
  /** The server's process, since it was started last. */
  readonly pid: number;
  /** Take it back, with all that it holds. */
  stop: () => Promise<void>;
}

/** The Temporal CLI of the tests, found or fetched as `npm start` does. A first build takes minutes. */
export function findTestTemporalCli(): Promise<string> {
  const { temporal, cacheDir } = readConfig(readEnvironment());
  return findTemporalCli({
    cliPath: temporal.cliPath,
    cacheDir,
    onNotice: (sentence) => void process.stderr.write(`${sentence}\n`),
  });
}

/**
 * Lend a Temporal server to one test file: empty, nobody else's. It starts in a fifth of a second.
 *
 * @param dynamicConfig Settings of the server itself.
 */
export async function startTestTemporal(dynamicConfig: Record<string, number> = {}): Promise<TestTemporal> {
  const executable = await findTestTemporalCli();
  const directory = mkdtempSync(join(tmpdir(), 'mobipium-test-temporal-'));
  // Other test files lend theirs at the same time, so the usual ports are left alone.
  const [port, uiPort] = await findFreePorts(2);
  const start = () =>
    startTemporalServer({ executable, directory, port, uiPort, dynamicConfig, hasOwnGroup: false });
  let server = await start();
  return {
    address: server.address,
    uiUrl: server.uiUrl,
    async shutDown(manner = 'in peace') {
      await server.stop(manner === 'killed' ? 0 : undefined);
    },
    async start() {
      server = await start();
    },
    get pid() {
      return server.pid;
    },
    async stop() {
      // Nobody wants its data: it need not take a second to say goodbye.
      await server.stop(0);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
