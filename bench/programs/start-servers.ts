import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CleanupStack } from '../../src/async/cleanup';
import { readConfig, readEnvironment } from '../../src/config';
import { startPostgres, type LocalPostgres } from '../../src/local/postgres';
import { findFreePorts } from '../../src/local/process/ports';
import { startTemporalServer } from '../../src/local/temporal';
import { findTemporalCli } from '../../src/local/temporal/find-cli';

/** What all measurements share: the servers as `npm start` runs them, in folders of their own. */
export interface Servers {
  postgres: LocalPostgres;
  temporalAddress: string;
}

/** Start PostgreSQL and Temporal. Whoever owns the cleanup ends them, and their folders go with them. */
export async function startServers(cleanup: CleanupStack): Promise<Servers> {
  const postgres = await startPostgres({ directory: lendFolder(cleanup, 'postgres') });
  cleanup.defer('PostgreSQL', () => postgres.stop());
  return { postgres, temporalAddress: await startTemporal(cleanup) };
}

/** Start Temporal alone; where clients connect. */
export async function startTemporal(cleanup: CleanupStack): Promise<string> {
  const { temporal, cacheDir } = readConfig(readEnvironment());
  const executable = await findTemporalCli({
    cliPath: temporal.cliPath,
    cacheDir,
    onNotice: (sentence) => void process.stderr.write(`${sentence}\n`),
  });
  // The usual ports belong to whoever runs the project at the same time.
  const [port, uiPort] = await findFreePorts(2);
  const server = await startTemporalServer({
    executable,
    directory: lendFolder(cleanup, 'temporal'),
    port,
    uiPort,
  });
  cleanup.defer('Temporal', () => server.stop(0));
  return server.address;
}

/** Each server has one of its own: PostgreSQL, where it runs as another user, must be able to enter its. */
function lendFolder(cleanup: CleanupStack, name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `mobipium-bench-${name}-`));
  cleanup.defer(`folder of ${name}`, () => {
    rmSync(directory, { recursive: true, force: true });
    return Promise.resolve();
  });
  return directory;
}
