import type { OfferFilters, OfferSort } from '../../../store';
import { sanitizeText, toSafeJson } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import type { Service } from '../../service/open';
import { renderOffer } from './fields';
import { renderOffers } from './table';

/** The options of the list of offers. */
export interface OfferOptions extends Omit<OfferFilters, 'convertedWithinSeconds'> {
  convertedWithin?: number;
  list?: true;
  sortBy?: OfferSort;
  sortOrder?: 'asc' | 'desc';
  limit: number;
  cursor?: string;
  json?: true;
}

/** Print all fields of an offer. */
export async function printOffer({ store }: Service, offerId: string, json?: true): Promise<ExitCode> {
  const offer = await store.readOffer(offerId);
  if (offer === undefined) {
    process.stderr.write(
      `The mirror has no offer ${sanitizeText(offerId)}. \`mobipium-sync offers --search\` finds offers.\n`,
    );
    return EXIT.failed;
  }
  const lines = json ? [toSafeJson(offer)] : renderOffer(offer);
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.done;
}

/** Print a page of the list of offers. */
export async function printOffers({ store }: Service, options: OfferOptions): Promise<void> {
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
