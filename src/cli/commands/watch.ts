import type { Command } from 'commander';
import { CHANGE_KINDS } from '../../domain/offer-change';
import { withService } from '../service/with-service';
import { choices } from './options';
import type { WatchOptions } from './status/watch';

const HELP = `
Without --kinds: new, paused, blocked, gone, resumed, payout and cap. Many
changes of a kind at once are one line; \`changes\` lists each of them.

Examples:
  mobipium-sync watch
  mobipium-sync watch --mine --kinds paused,gone`;

/** `watch`: the changes of offers and the ends of runs as they come, and the state of the mirror, until Ctrl-C. */
export function addWatchCommand(program: Command): void {
  program
    .command('watch')
    .description('show what changes as it comes, and the state of the mirror, until Ctrl-C')
    .option('--kinds <kinds>', 'only these changes, separated by commas', choices(CHANGE_KINDS))
    .option('--mine', 'only changes of offers on the watch list')
    .addHelpText('after', HELP)
    .action(async (options: WatchOptions) => {
      const { watch } = require('./status/watch') as typeof import('./status/watch');
      await withService((service) => watch(service, options));
    });
}
