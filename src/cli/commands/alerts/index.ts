import type { Command } from 'commander';
import { EPISODE_KINDS, KINDS_WITHOUT_OFFER } from '../../../domain/alerts/episode';
import { MAX_MUTE_SECONDS } from '../../../domain/alerts/watch-settings';
import { withService } from '../../service/with-service';
import { choice, choices, comingTime, nonEmptyText, numericId, wholeNumber } from '../options';
import type { AlertOptions } from './actions';
import type { MuteOptions } from './mutes';

const HELP = `
Kinds: ${EPISODE_KINDS.slice(0, 4).join(', ')},
  ${EPISODE_KINDS.slice(4).join(', ')}

Examples:
  mobipium-sync alerts list --state open
  mobipium-sync alerts list --kinds conversion_stopped --mine`;

const MUTE_HELP = `
What is muted is recorded and not sent. A mute of the same kind and offer gets
the new end. \`mine add --mute-for\` mutes an offer of the watch list.

Examples:
  mobipium-sync alerts mute --kind conversion_slowed
  mobipium-sync alerts mute --offer 3790 --until 6h`;

/** `alerts list|acknowledge|mute|unmute|mutes|test`: what is worth a message, what is not sent, and the channels. */
export function addAlertsCommand(program: Command): void {
  const load = () => require('./actions') as typeof import('./actions');
  const alerts = program
    .command('alerts')
    .description('list the alerts, mark one as known, mute some, or test the channels');

  alerts
    .command('list', { isDefault: true })
    .description('list the alerts, the latest first, as `alerts` alone does')
    .addOption(choice('--state <state>', 'only those that last, or have ended', ['open', 'ended']))
    .option('--kinds <kinds>', 'only these, separated by commas', choices(EPISODE_KINDS))
    .option('--mine', 'not those of offers that are not on the watch list')
    .option('--limit <n>', 'number of alerts', wholeNumber(1, 500), 20)
    .option('--cursor <cursor>', 'continue after an earlier page')
    .option('--json', 'print one JSON object, as /api/alerts returns it')
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

  const loadMutes = () => require('./mutes') as typeof import('./mutes');
  const mute = alerts
    .command('mute')
    .description('send no messages of a kind, of an offer, or of a kind for an offer')
    .addOption(choice('--kind <kind>', 'of this kind', EPISODE_KINDS))
    .option('--offer <id>', 'of this offer', nonEmptyText)
    .option(
      '--until <time>',
      'such as 6h, or 2026-01-31T14:00:00Z; default: until it is removed',
      comingTime(MAX_MUTE_SECONDS),
    )
    .addHelpText('after', MUTE_HELP);
  mute.action(async (options: MuteOptions) => {
    if (options.kind === undefined && options.offer === undefined)
      mute.error('error: --kind, --offer or both are required');
    if (
      options.kind !== undefined &&
      options.offer !== undefined &&
      KINDS_WITHOUT_OFFER.includes(options.kind)
    )
      mute.error(`error: --offer does not go with ${options.kind}, which is of the network or the mirror`);
    process.exitCode = await withService((service) => loadMutes().mute(service, options));
  });

  alerts
    .command('unmute')
    .description('remove a mute')
    .argument('<id>', 'its id, as `alerts mutes` shows it', numericId)
    .addHelpText('after', '\nExample:\n  mobipium-sync alerts unmute 3')
    .action(async (id: string) => {
      process.exitCode = await withService((service) => loadMutes().unmute(service, id));
    });

  alerts
    .command('mutes')
    .description('list what is muted')
    .option('--json', 'print one JSON object, as /api/alerts/mutes returns it')
    .addHelpText('after', '\nExample:\n  mobipium-sync alerts mutes')
    .action(async ({ json }: { json?: true }) =>
      withService((service) => loadMutes().listMutes(service, json)),
    );

  alerts
    .command('test')
    .description('send a test message to each channel; exits with 1 if one does not accept it')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  mobipium-sync alerts test')
    .action(async ({ json }: { json?: true }) => {
      const { testChannels } = require('./test-channels') as typeof import('./test-channels');
      process.exitCode = await withService((service) => testChannels(service, json));
    });
}
