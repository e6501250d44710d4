import type { Command } from 'commander';
import { CHANGE_KINDS } from '../../../domain/offer-change';
import { withService } from '../../service/with-service';
import { choices, pastTimeOrPosition, wholeNumber } from '../options';
import type { ChangesOptions } from './print';

const HELP = `
Kinds: ${CHANGE_KINDS.slice(0, 7).join(', ')},
  ${CHANGE_KINDS.slice(7).join(', ')}

Examples:
  mobipium-sync changes --since 2h --kinds paused,gone
  mobipium-sync changes --mine --follow
  mobipium-sync changes --follow --json | jq .summary`;

/** `changes`: what changed of the offers, oldest first; with `--follow` also what will change. Needs only the database. */
export function addChangesCommand(program: Command): void {
  program
    .command('changes')
    .description('list what changed of the offers, oldest first')
    .option(
      '--since <time>',
      'such as 2h or 2026-01-31, or the position of an earlier list (default: the last ones)',
      pastTimeOrPosition,
    )
    .option('--kinds <kinds>', 'only these, separated by commas', choices(CHANGE_KINDS))
    .option('--mine', 'only offers on the watch list')
    .option('--limit <n>', 'number of changes', wholeNumber(1, 500), 20)
    .option('--follow', 'go on with new changes until Ctrl-C')
    .option('--json', 'print one JSON object; with --follow, one for each change')
    .addHelpText('after', HELP)
    .action(async (options: ChangesOptions) => {
      const { printChanges } = require('./print') as typeof import('./print');
      await withService((service) => printChanges(service, options));
    });
}
