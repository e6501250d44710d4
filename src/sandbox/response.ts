import type { Catalogue } from './catalogue/create-catalogue';
import { type NetworkRow, toUnknownRow } from './catalogue/to-wire-row';
import type { OffersRequest } from './request';
import type { WireNumber, WireResponse } from './wire';

/** Behaviour that the network's documentation does not specify. */
export interface ResponseOptions {
  /** Unknown ids are omitted from the response, or returned as rows with the status `Unknown`. Default: omitted. */
  unknownIds: 'left-out' | 'as-unknown';
  /** Send the numbers of the meta block as strings. Default: as numbers. */
  numbersAsStrings: boolean;
  /**
   * What the meta block says about the page cap. `pages`: `total_pages` counts the pages that there are, while `limit` is
   * the requested one. `nothing`: both are as if pages had the requested size. Default: `limit` is the cap.
   */
  statedCap: 'limit-and-pages' | 'pages' | 'nothing';
  /**
   * The answer to a page behind the last one: without offers, a refusal, or the last page again, which states its own
   * number (`last-page`) or the requested one (`last-page-as-asked`). Default: without offers.
   */
  behindEnd: 'empty' | 'refused' | 'last-page' | 'last-page-as-asked';
}

/** Build the response to a request at this moment. */
export function buildResponse(
  catalogue: Catalogue,
  request: OffersRequest,
  timeMs: number,
  options: Partial<ResponseOptions>,
): WireResponse {
  const {
    unknownIds = 'left-out',
    numbersAsStrings = false,
    statedCap = 'limit-and-pages',
    behindEnd = 'empty',
  } = options;
  const { list, page, limit, requestedLimit } = request;
  const found = catalogue.listAt(timeMs, list, (page - 1) * limit, limit);
  // Unknown rows follow the known ones. A request has at most 50 ids, so all rows fit on the first page.
  const unknown = unknownIds === 'as-unknown' ? unknownRows(catalogue, list.ids ?? [], timeMs) : [];
  const total = found.total + unknown.length;
  const lastPage = Math.max(1, Math.ceil(total / limit));
  if (page > lastPage && behindEnd === 'refused') return buildRejection('there is no such page');
  if (page > lastPage && behindEnd !== 'empty') {
    const last = buildResponse(catalogue, { ...request, page: lastPage }, timeMs, options);
    const stated = behindEnd === 'last-page' ? lastPage : page;
    return { ...last, meta: { ...last.meta, page: numbersAsStrings ? String(stated) : stated } };
  }
  const toWire = (number: number): WireNumber => (numbersAsStrings ? String(number) : number);
  return {
    success: true,
    meta: {
      total: toWire(total),
      total_pages: toWire(Math.ceil(total / (statedCap === 'nothing' ? requestedLimit : limit))),
      page: toWire(page),
      limit: String(statedCap === 'limit-and-pages' ? limit : requestedLimit),
    },
    offers: [...found.rows, ...unknown].slice(0, limit),
    time_elapsed: 0.05,
  };
}

/** Build the response to an invalid request: HTTP 200 with `success: false`. */
export function buildRejection(message: string): WireResponse {
  return {
    success: false,
    message,
    meta: { total: 0, total_pages: 0, page: 1, limit: '0' },
    offers: [],
    time_elapsed: 0.01,
  };
}

function unknownRows(catalogue: Catalogue, ids: readonly string[], timeMs: number): NetworkRow[] {
  return ids.filter((id) => catalogue.offerAt(id, timeMs) === undefined).map((id) => toUnknownRow(id));
}
