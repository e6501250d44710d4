import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, readEnvironment } from '../../src/config';
import { findFreePorts } from '../../src/local/process/ports';
import { startTemporalServer } from '../../src/local/temporal';
import { findTemporalCli } from '../../src/local/temporal/find-cli';

/** A Temporal server of its own, with the namespace `default`. The caller stops it. */
export interface TestTemporal {
  /** Where clients connect: `127.0.0.1:34567`. */
  address: string;
  /** The Web UI: `http://127.0.0.1:34568`. */
  uiUrl: string;
  /** Changes with every `start`. */
  readonly pid: number;
  /** Shut it down, or `kill -9` it; its data stays. */
  shutDown: (mode: 'graceful' | 'killed') => Promise<void>;
  /** Start it again on its data, at the same address. */
  start: () => Promise<void>;
  /** Stop it, and delete its data. */
  stop: () => Promise<void>;
}

/** Find the Temporal CLI, or fetch it as `npm start` does. A first build takes minutes. */
export function findTestTemporalCli(): Promise<string> {
  const { temporal, cacheDir } = readConfig(readEnvironment());
  return findTemporalCli({
    cliPath: temporal.cliPath,
    cacheDir,
    onNotice: (sentence) => void process.stderr.write(`${sentence}\n`),
  });
}

/** Start an empty Temporal server on free ports, which takes a fifth of a second. */
export async function startTestTemporal(dynamicConfig: Record<string, number> = {}): Promise<TestTemporal> {
  const executable = await findTestTemporalCli();
  const directory = mkdtempSync(join(tmpdir(), 'mobipium-test-temporal-'));
  // Not the usual ports: several may run on this machine.
  const [port, uiPort] = await findFreePorts(2);
  const start = () =>
    startTemporalServer({ executable, directory, port, uiPort, dynamicConfig, hasOwnGroup: false });
  let server = await start();
  return {
    address: server.address,
    uiUrl: server.uiUrl,
    get pid() {
      return server.pid;
    },
    shutDown: (mode) => server.stop(mode === 'killed' ? 0 : undefined),
    async start() {
      server = await start();
    },
    async stop() {
      // By force: a graceful end takes a second, and its data is deleted.
      await server.stop(0);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
