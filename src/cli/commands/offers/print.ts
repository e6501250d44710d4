import type { OfferFilters, OfferSort, PastOfferSort } from '../../../store';
import { tableWidth } from '../../../terminal/table';
import { sanitizeText, toSafeJson } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import type { Service } from '../../service/open';
import { renderOffer } from './fields';
import { renderOffers } from './table';

/** The options of the list of offers. */
export interface OfferOptions extends Omit<OfferFilters, 'convertedWithinSeconds'> {
  convertedWithin?: number;
  list?: true;
  /** ISO 8601. Default: the present. */
  at?: string;
  sortBy?: OfferSort;
  sortOrder?: 'asc' | 'desc';
  limit: number;
  cursor?: string;
  json?: true;
}

/** Print all fields of an offer. */
export async function printOffer(
  { store }: Service,
  offerId: string,
  { at, json }: Pick<OfferOptions, 'at' | 'json'>,
): Promise<ExitCode> {
  const offer =
    at === undefined ? await store.readOffer(offerId) : (await store.readPastOffer(offerId, at)).offer;
  if (offer === undefined) {
    const id = sanitizeText(offerId);
    process.stderr.write(
      at === undefined
        ? `The mirror has no offer ${id}. \`mobipium-sync offers --search\` finds offers.\n`
        : `The mirror had no offer ${id} at ${at}.\n`,
    );
    return EXIT.failed;
  }
  const lines = json ? [toSafeJson(offer)] : renderOffer(offer);
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.done;
}

/** Print a page of the list of offers. */
export async function printOffers({ store }: Service, { json, ...options }: OfferOptions): Promise<void> {
  const [source, page] = await Promise.all([store.readSource(), readPage(store, options)]);
  const result = { source, ...page };
  const lines = json ? [toSafeJson(result)] : renderOffers(result, tableWidth(process.stdout));
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Reads a page of the present, or of an earlier time. */
async function readPage(store: Service['store'], options: Omit<OfferOptions, 'json'>) {
  const { convertedWithin, list, sortBy, sortOrder, limit, cursor, at, ...filters } = options;
  const query = {
    filters: { ...filters, convertedWithinSeconds: convertedWithin },
    sortOrder,
    limit,
    cursor,
    onList: list === true,
  };
  if (at === undefined)
    return { at: null, provisional: false, ...(await store.listOffers({ ...query, sortBy })) };
  // The command refuses the other sorts.
  const past = await store.listPastOffers({ ...query, at, sortBy: sortBy as PastOfferSort | undefined });
  const { isProvisional, ...page } = past;
  return { at, provisional: isProvisional, ...page };
}
