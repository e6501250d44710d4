import type { Command } from 'commander';
import { RUN_STATUSES, SYNC_KINDS } from '../../../domain/run';
import { withService } from '../../service/with-service';
import { choice, uuid, wholeNumber } from '../options';
import type { ListOptions } from './list';

interface RunsOptions extends ListOptions {
  runId?: string;
}

const EXAMPLES = `
Examples:
  mobipium-sync runs --kind full --limit 5
  mobipium-sync runs full-sync-manual`;

/** `runs`: the runs, newest first; `runs <workflow id>`: one with its audit. */
export function addRunsCommand(program: Command): void {
  program
    .command('runs')
    .description('list the runs, or show the audit or progress of one')
    .argument('[workflow id]', 'show only the newest run with this id')
    .option('--run-id <id>', 'show this run of the workflow id', uuid)
    .addOption(choice('--kind <kind>', 'list only these', SYNC_KINDS))
    .addOption(choice('--status <status>', 'list only these', RUN_STATUSES))
    .option('--limit <n>', 'number of rows', wholeNumber(1, 100), 20)
    .option('--cursor <cursor>', 'continue after an earlier page')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(async (workflowId: string | undefined, { runId, ...options }: RunsOptions, command: Command) => {
      if (workflowId === undefined && runId !== undefined) {
        command.error('error: --run-id needs a workflow id');
      }
      process.exitCode = await withService((service) => {
        if (workflowId === undefined) {
          return (require('./list') as typeof import('./list')).listRuns(service, options);
        }
        const { showRun } = require('./show') as typeof import('./show');
        return showRun(service, { workflowId, runId, json: options.json });
      });
    });
}
