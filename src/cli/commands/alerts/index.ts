import type { Command } from 'commander';
import { EPISODE_KINDS } from '../../../domain/alerts/episode';
import { withService } from '../../service/with-service';
import { choice, choices, numericId, wholeNumber } from '../options';
import type { AlertOptions } from './actions';

const HELP = `
Kinds: ${EPISODE_KINDS.slice(0, 4).join(', ')},
  ${EPISODE_KINDS.slice(4).join(', ')}

Examples:
  mobipium-sync alerts list --state open
  mobipium-sync alerts list --kinds conversion_stopped --mine`;

/** `alerts list|acknowledge`: what happened to offers, the network and the mirror that is worth a message. */
export function addAlertsCommand(program: Command): void {
  const load = () => require('./actions') as typeof import('./actions');
  const alerts = program.command('alerts').description('list the alerts, or mark one as known');

  alerts
    .command('list', { isDefault: true })
    .description('list the alerts, the latest first, as `alerts` alone does')
    .addOption(choice('--state <state>', 'only those that last, or have ended', ['open', 'ended']))
    .option('--kinds <kinds>', 'only these, separated by commas', choices(EPISODE_KINDS))
    .option('--mine', 'not those of offers that are not on the watch list')
    .option('--limit <n>', 'number of alerts', wholeNumber(1, 500), 20)
    .option('--cursor <cursor>', 'continue after an earlier page')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action((options: AlertOptions) => withService((service) => load().listAlerts(service, options)));

  alerts
    .command('acknowledge')
    .description('mark an alert as known')
    .argument('<id>', 'its id, as the list shows it', numericId)
    .addHelpText('after', '\nExample:\n  mobipium-sync alerts acknowledge 12')
    .action(async (id: string) => {
      process.exitCode = await withService((service) => load().acknowledgeAlert(service, id));
    });
}
