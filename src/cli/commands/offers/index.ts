import type { Command } from 'commander';
import { OFFER_STATUSES } from '../../../domain/offer';
import { OFFER_SORTS, type OfferFilters, type OfferSort } from '../../../store';
import { toSafeJson } from '../../../terminal/text';
import { type Service, withService } from '../../service/open';
import { amount, choice, durationInSeconds, nonEmptyText, wholeNumber } from '../options';
import { renderOffers } from './table';

interface OfferOptions extends Omit<OfferFilters, 'convertedWithinSeconds'> {
  convertedWithin?: number;
  list?: true;
  sortBy?: OfferSort;
  sortOrder?: 'asc' | 'desc';
  limit: number;
  cursor?: string;
  json?: true;
}

const EXAMPLES = `
Examples:
  mobipium-sync offers --list --sort-by lastConversionAt --sort-order desc
  mobipium-sync offers --country ZA --currency USD --payout-min 1.5 --converted-within 6h
  mobipium-sync offers --search vodacom --json`;

/** `offers`: a table of offers, with the filters of `/api/offers`. Needs only the database. */
export function addOffersCommand(program: Command): void {
  program
    .command('offers')
    .description('list the offers of the mirror')
    .option('--country <code>', 'two letters', nonEmptyText)
    .addOption(choice('--status <status>', "the network's status", OFFER_STATUSES))
    .option('--vertical <text>', 'exact match', nonEmptyText)
    .option('--carrier <text>', 'exact match', nonEmptyText)
    .option('--flow <text>', 'exact match', nonEmptyText)
    .option('--currency <code>', 'three letters', nonEmptyText)
    .addOption(choice('--priority <priority>', 'HIGH: converted within 24 hours', ['HIGH', 'LOW']))
    .option('--search <text>', 'part of the name or id', nonEmptyText)
    .option(
      '--payout-min <amount>',
      'minimum payout; compares all currencies unless --currency is set',
      amount,
    )
    .option('--converted-within <time>', 'such as 30m, 6h or 2d', durationInSeconds)
    .option('--list', 'only offers on the ConversionList')
    .addOption(choice('--sort-by <field>', 'default: offerId', OFFER_SORTS))
    .addOption(choice('--sort-order <order>', 'default: asc', ['asc', 'desc']))
    .option('--limit <n>', 'number of rows', wholeNumber(1, 500), 20)
    .option('--cursor <cursor>', 'continue after an earlier page')
    .option('--json', 'print one JSON object, as /api/offers returns it')
    .addHelpText('after', EXAMPLES)
    .action((options: OfferOptions) => withService((service) => printOffers(service, options)));
}

async function printOffers({ store }: Service, options: OfferOptions): Promise<void> {
  const { convertedWithin, list, sortBy, sortOrder, limit, cursor, json, ...filters } = options;
  const [source, page] = await Promise.all([
    store.readSource(),
    store.listOffers({
      filters: { ...filters, convertedWithinSeconds: convertedWithin },
      sortBy,
      sortOrder,
      limit,
      cursor,
      onList: list === true,
    }),
  ]);
  const result = { source, ...page };
  const lines = json ? [toSafeJson(result)] : renderOffers(result, process.stdout.columns);
  process.stdout.write(`${lines.join('\n')}\n`);
}
