import type { Command } from 'commander';
import { MAX_MUTE_SECONDS, type Sensitivity, SILENCE_BOUNDS } from '../../../domain/alerts/watch-settings';
import { SENSITIVITIES } from '../../../domain/rhythm/settings';
import { withService } from '../../service/with-service';
import { choice, durationBetween, nonEmptyText, wholeNumber } from '../options';
import type { AddOptions, ListOptions } from './actions';

const ADD_HELP = `
Options that are not given keep their value for offers that are on the list.

Examples:
  mobipium-sync mine add 3790 31735 --after 10m --note "runs on popunders"
  mobipium-sync mine add - < ids.txt`;

/** `mine add|remove|list`: the watch list. Needs only the database. */
export function addMineCommand(program: Command): void {
  const load = () => require('./actions') as typeof import('./actions');
  const mine = program
    .command('mine')
    .description('the watch list: offers that every HIGH requests, and whose alerts are sent');

  mine
    .command('list', { isDefault: true })
    .description('list the offers on the watch list')
    .option('--limit <n>', 'number of rows', wholeNumber(1, 500), 100)
    .option('--cursor <cursor>', 'continue after an earlier page')
    .option('--json', 'print one JSON object, as /api/watchlist returns it')
    .addHelpText('after', '\nExample:\n  mobipium-sync mine list')
    .action(async (options: ListOptions) => withService((service) => load().listMine(service, options)));

  mine
    .command('add')
    .description('put offers on the watch list, or change how they are watched')
    .argument('<ids...>', 'ids of offers; - reads them from standard input')
    .option('--note <text>', 'any text', nonEmptyText)
    .addOption(
      choice(
        '--sensitivity <level>',
        'how soon a silence is reported (default: usual)',
        Object.keys(SENSITIVITIES) as Sensitivity[],
      ),
    )
    .option(
      '--after <time>',
      'report a silence of this time, such as 10m',
      durationBetween(SILENCE_BOUNDS.minimum, SILENCE_BOUNDS.maximum),
    )
    .option('--mute-for <time>', 'send nothing for this time', durationBetween(60, MAX_MUTE_SECONDS))
    .option('--json', 'print one JSON object')
    .addHelpText('after', ADD_HELP)
    .action(async (ids: string[], options: AddOptions) => {
      process.exitCode = await withService((service) => load().addMine(service, ids, options));
    });

  mine
    .command('remove')
    .description('remove offers from the watch list')
    .argument('<ids...>', 'ids of offers; - reads them from standard input')
    .addHelpText('after', '\nExample:\n  mobipium-sync mine remove 3790')
    .action(async (ids: string[]) => {
      process.exitCode = await withService((service) => load().removeMine(service, ids));
    });
}
