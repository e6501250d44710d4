import { type Command, InvalidArgumentError } from 'commander';
import { WORKER_QUEUES, type WorkerQueueName } from '../../domain/names';

/** The commands that run the service, as a whole or one part of it, until they are interrupted; and `migrate`. */
export function addProcessCommands(program: Command): void {
  // Loaded when one of them runs: they load the whole service.
  const load = () => require('./run') as typeof import('./run');

  program
    .command('start')
    .description('start everything on this machine: PostgreSQL, Temporal, sandbox network, worker and API')
    .addHelpText('after', example('DATA_DIR=/var/lib/mobipium-sync mobipium-sync start'))
    .action(() => load().runStart());

  program
    .command('worker')
    .description('run the syncs; needs DATABASE_URL, a token and a Temporal server')
    .option('--queues <queues>', `poll only these: ${WORKER_QUEUES.join(', ')}`, parseQueues)
    .addHelpText('after', example('mobipium-sync worker --queues high-priority'))
    .action(({ queues }: { queues?: WorkerQueueName[] }) => load().runWorker(queues));

  program
    .command('api')
    .description('serve the HTTP API; needs DATABASE_URL and a Temporal server')
    .addHelpText('after', example('PORT=8080 mobipium-sync api'))
    .action(() => load().runApi());

  program
    .command('migrate')
    .description('update the database schema to this version')
    .addHelpText('after', example('DATABASE_URL=postgresql://localhost/mobipium mobipium-sync migrate'))
    .action(() => load().runMigrate());

  program
    .command('sandbox')
    .description('run the sandbox network alone, on PORT or a free port')
    .addHelpText('after', example('PORT=4010 mobipium-sync sandbox'))
    .action(() => load().runSandbox());
}

function example(line: string): string {
  return `\nExample:\n  ${line}`;
}

function parseQueues(value: string): WorkerQueueName[] {
  const known: readonly string[] = WORKER_QUEUES;
  const names = [...new Set(value.split(',').map((name) => name.trim()))];
  if (names.every((name) => known.includes(name))) return names as WorkerQueueName[];
  throw new InvalidArgumentError(`Expected ${known.join(', ')}, or several separated by commas.`);
}
