import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Teardown } from '../../src/async/cleanup';
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

/** Start PostgreSQL and Temporal. Whoever owns the teardown ends them, and their folders go with them. */
export async function startServers(teardown: Teardown): Promise<Servers> {
  const postgres = await startPostgres({ directory: lendFolder(teardown, 'postgres') });
  teardown.add('PostgreSQL', () => postgres.stop());
  return { postgres, temporalAddress: await startTemporal(teardown) };
}

/** Start Temporal alone; where clients connect. */
export async function startTemporal(teardown: Teardown): Promise<string> {
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
    directory: lendFolder(teardown, 'temporal'),
    port,
    uiPort,
  });
  teardown.add('Temporal', () => server.stop(0));
  return server.address;
}

/** Each server has one of its own: PostgreSQL, where it runs as another user, must be able to enter its. */
function lendFolder(teardown: Teardown, name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `mobipium-bench-${name}-`));
  teardown.add(`folder of ${name}`, () => {
    rmSync(directory, { recursive: true, force: true });
    return Promise.resolve();
  });
  return directory;
}
