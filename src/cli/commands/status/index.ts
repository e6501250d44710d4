import type { Command } from 'commander';
import { tableWidth } from '../../../terminal/table';
import { toSafeJson } from '../../../terminal/text';
import { EXIT } from '../../exit-codes';
import { withService } from '../../service/with-service';
import { wholeNumber } from '../options';

/** `status`: the mirror and its age, the runs in progress, the last runs and the schedules. */
export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('show the mirror and its age, the runs in progress, the last runs and the schedules')
    .option('--limit <n>', 'number of last runs', wholeNumber(1, 100), 10)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  mobipium-sync status --limit 3')
    .action(async ({ limit, json }: { limit: number; json?: true }) => {
      const { readServiceStatus } = require('./read') as typeof import('./read');
      const { renderStatus } = require('./render') as typeof import('./render');
      const status = await withService((service) => readServiceStatus(service, limit));
      const lines = json
        ? [toSafeJson(status)]
        : renderStatus(status, Date.now(), tableWidth(process.stdout));
      process.stdout.write(`${lines.join('\n')}\n`);
      if (status.running === null) process.exitCode = EXIT.unreachable;
    });
}
