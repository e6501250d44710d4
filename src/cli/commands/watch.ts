import type { Command } from 'commander';
import { withService } from '../service/with-service';

/** `watch`: the status, updated until Ctrl-C. */
export function addWatchCommand(program: Command): void {
  program
    .command('watch')
    .description('show the status and keep it up to date until Ctrl-C; in a pipe, one line for each change')
    .addHelpText('after', '\nExample:\n  mobipium-sync watch')
    .action(async () => {
      const { watchStatus } = require('./status/watch') as typeof import('./status/watch');
      await withService(watchStatus);
    });
}
