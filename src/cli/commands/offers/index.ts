import type { Command } from 'commander';
import { OFFER_SORTS, OFFER_STATUSES } from '../../../domain/offer';
import { withService } from '../../service/with-service';
import { amount, choice, durationInSeconds, nonEmptyText, pastTime, wholeNumber } from '../options';
import type { OfferOptions } from './print';

const EXAMPLES = `
Examples:
  mobipium-sync offers --list --sort-by lastConversionAt --sort-order desc
  mobipium-sync offers --country ZA,KE --payout-min 1.5 --converted-within 6h
  mobipium-sync offers --list --sort-by score --sort-order desc
  mobipium-sync offers --search vodacom --json
  mobipium-sync offers --at 6h --status Active
  mobipium-sync offers 31735`;

/** `offers`: a table of offers, with the filters of `/api/offers`; `offers <id>`: all fields of one. Needs only the database. */
export function addOffersCommand(program: Command): void {
  program
    .command('offers')
    .description('list the offers of the mirror, or show all fields of one')
    .argument('[id]', 'show only this offer')
    .option('--country <codes>', 'two letters; case-insensitive, several separated by commas', nonEmptyText)
    .addOption(choice('--status <status>', "the network's status", OFFER_STATUSES))
    .option('--vertical <texts>', 'as --country', nonEmptyText)
    .option('--carrier <texts>', 'as --country', nonEmptyText)
    .option('--flow <texts>', 'as --country', nonEmptyText)
    .option('--currency <codes>', 'three letters; as --country', nonEmptyText)
    .addOption(choice('--priority <priority>', 'HIGH: converted within 24 hours', ['HIGH', 'LOW']))
    .option('--search <text>', 'part of the name or id', nonEmptyText)
    .option(
      '--payout-min <amount>',
      'minimum payout; compares all currencies unless --currency is set',
      amount,
    )
    .option('--converted-within <time>', 'such as 30m, 6h or 2d', durationInSeconds)
    .option('--list', 'only offers on the ConversionList')
    .option('--mine', 'only offers on the watch list')
    .option(
      '--at <time>',
      'as they were then: an age such as 6h, or a time such as 2026-01-31T14:00:00Z',
      pastTime,
    )
    .addOption(choice('--sort-by <field>', 'default: offerId; score: fast and often', OFFER_SORTS))
    .addOption(choice('--sort-order <order>', 'default: asc', ['asc', 'desc']))
    .option('--limit <n>', 'number of rows', wholeNumber(1, 500), 20)
    .option('--cursor <cursor>', 'continue after an earlier page')
    .option('--json', 'print one JSON object, as /api/offers returns it')
    .addHelpText('after', EXAMPLES)
    .action(async (offerId: string | undefined, options: OfferOptions, command: Command) => {
      const { printOffer, printOffers } = require('./print') as typeof import('./print');
      const { at, sortBy } = options;
      if (at !== undefined && (sortBy === 'score' || sortBy === 'updatedAt'))
        command.error(`error: the history does not have the values of --sort-by ${sortBy}`);
      if (offerId === undefined) return withService((service) => printOffers(service, options));
      const given = command.options.filter(
        (option) => command.getOptionValueSource(option.attributeName()) === 'cli',
      );
      const other = given.find(({ long }) => long !== '--json' && long !== '--at');
      if (other !== undefined) command.error(`error: ${other.long} does not apply to a single offer`);
      process.exitCode = await withService((service) => printOffer(service, offerId, options));
    });
}
