#!/usr/bin/env node
import { Command } from 'commander';
import { ConfigError, readConfig, readEnvironment } from '../config';
import { startApiAlone } from './start-api';
import { startSandboxAlone } from './start-sandbox';
import { startWorkerAlone } from './start-worker';
import { applyMigrations } from './apply-migrations';
import { runUntilTold } from './run-until-told';
import { startEverything } from '../local/start-everything';

const program = new Command('mobipium-sync').description(
  'Keeps a live PostgreSQL mirror of the Mobipium offer catalogue, on Temporal.',
);

program
  .command('start', { isDefault: true })
  .description('bring up everything on this machine: PostgreSQL, Temporal, sandbox network, worker and API')
  .action(() => runUntilTold((signal) => startEverything(readConfig(readEnvironment()), signal)));

program
  .command('worker')
  .description('run the syncs: needs DATABASE_URL, a token and a Temporal server')
  .action(() =>
    runUntilTold((signal) =>
      startWorkerAlone(readConfig(readEnvironment(), ['DATABASE_URL', 'MOBIPIUM_API_TOKEN']), signal),
    ),
  );

program
  .command('api')
  .description('serve the HTTP API: needs DATABASE_URL and a Temporal server')
  .action(() => runUntilTold(() => startApiAlone(readConfig(readEnvironment(), ['DATABASE_URL']))));

program
  .command('migrate')
  .description('bring the database to the schema that this version needs')
  .action(() => applyMigrations(readConfig(readEnvironment(), ['DATABASE_URL'])));

program
  .command('sandbox')
  .description('run the stand-in for the network alone, on PORT or a free port')
  .action(() => runUntilTold(() => startSandboxAlone(readConfig(readEnvironment()))));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});

/** What a person can act on; the stack only of what nobody planned. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isPlanned =
    error instanceof ConfigError ||
    /^(PortInUse|DirectoryInUse|OriginMismatch|TemporalCliNotFound|Migration)/.test(error.name);
  return isPlanned ? error.message : (error.stack ?? error.message);
}
