import type { Command } from 'commander';
import { OFFER_SORTS, OFFER_STATUSES, type OfferFilters, type OfferSort } from '../../../store';
import { toSafeJson } from '../../../terminal/text';
import { type Service, withService } from '../../service/open';
import { amount, choice, nonEmptyText, durationInSeconds, wholeNumber } from '../options';
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
  mobipium-sync offers --country ZA --payout-min 1.5 --converted-within 6h
  mobipium-sync offers --search vodacom --json`;

/** `offers`: the mirror as a table, with the filters that `/api/offers` has. It needs the database alone. */
export function addOffersCommand(program: Command): void {
  program
    .command('offers')
    .description('list the offers of the mirror')
    .option('--country <code>', 'two letters', nonEmptyText)
    .addOption(choice('--status <status>', 'as the network says', OFFER_STATUSES))
    .option('--vertical <text>', 'exactly so', nonEmptyText)
    .option('--carrier <text>', 'exactly so', nonEmptyText)
    .option('--flow <text>', 'exactly so', nonEmptyText)
    .addOption(choice('--priority <priority>', 'HIGH: converted within 24 hours', ['HIGH', 'LOW']))
    .option('--search <text>', 'part of the name, or of the id', nonEmptyText)
    .option('--payout-min <amount>', 'at least so much', amount)
    .option('--converted-within <time>', 'such as 30m, 6h or 2d', durationInSeconds)
    .option('--list', 'only what is on the ConversionList')
    .addOption(choice('--sort-by <field>', 'offerId unless said', OFFER_SORTS))
    .addOption(choice('--sort-order <order>', 'asc unless said', ['asc', 'desc']))
    .option('--limit <n>', 'rows', wholeNumber(1, 500), 20)
    .option('--cursor <cursor>', 'go on where an earlier answer ended')
    .option('--json', 'one JSON object, as /api/offers answers')
    .addHelpText('after', EXAMPLES)
    .action((options: OfferOptions) => withService((service) => sayOffers(service, options)));
}

async function sayOffers({ store }: Service, options: OfferOptions): Promise<void> {
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
  const answer = { source, ...page };
  const said = json ? [toSafeJson(answer)] : renderOffers(answer, process.stdout.columns);
  process.stdout.write(`${said.join('\n')}\n`);
}
