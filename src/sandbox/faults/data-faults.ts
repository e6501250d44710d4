import type { OffersRequest } from '../request';
import type { WireResponse } from '../wire';
import type { DataFault } from './schema';

/** The request to serve in place of the actual one: always page 1, or a catalogue without a share of its offers. */
export function falsifyRequest(request: OffersRequest, effect: DataFault): OffersRequest {
  if (effect.kind === 'same-page') return { ...request, page: 1 };
  if (effect.kind !== 'vanish-share') return request;
  return { ...request, list: { ...request.list, missingShare: effect.share } };
}

/**
 * Falsify the response to a request.
 *
 * `same-page` reports page 1 or, with `asAsked`, the requested page. `short-page` drops the second half of the rows.
 * `duplicate` replaces the last row by the first one or, with `beside`, the second one. `small-catalogue` answers as if
 * the first offers were all. `total` states a number of offers, such as one from a cache, and its pages. `odd-rows`
 * inserts its rows at the front. `rename-field` renames a field of every row, `set-field` sets one in the rows of the
 * given offers. The meta block stays true, except for effects on it.
 */
export function falsifyResponse(response: WireResponse, effect: DataFault, request: OffersRequest): unknown {
  const { offers, meta } = response;
  switch (effect.kind) {
    case 'success-false':
      return { success: false, message: 'Something went wrong', time_elapsed: 0.01 };
    case 'no-offers':
      return { ...response, offers: undefined };
    case 'null-offers':
      return { ...response, offers: null };
    case 'total-zero':
      return { ...response, meta: { ...meta, total: 0, total_pages: 0 }, offers: [] };
    case 'empty-page':
      return { ...response, offers: [] };
    case 'short-page':
      return { ...response, offers: offers.slice(0, Math.floor(offers.length / 2)) };
    case 'duplicate':
      return {
        ...response,
        offers:
          effect.beside === true
            ? [...offers.slice(0, 1), ...offers.slice(0, 1), ...offers.slice(2)]
            : [...offers.slice(0, -1), ...offers.slice(0, 1)],
      };
    case 'small-catalogue': {
      const left = Math.max(0, effect.offers - (request.page - 1) * request.limit);
      return { ...response, meta: withTotal(meta, effect.offers, request), offers: offers.slice(0, left) };
    }
    case 'total':
      return { ...response, meta: withTotal(meta, effect.value, request) };
    case 'total-pages':
      return { ...response, meta: { ...meta, total_pages: effect.value } };
    case 'odd-rows':
      return { ...response, offers: [...effect.rows, ...offers] };
    case 'rename-field':
      return { ...response, offers: offers.map((row) => renameField(row, effect)) };
    case 'set-field':
      return { ...response, offers: offers.map((row) => setField(row, effect)) };
    case 'same-page':
      return effect.asAsked === true ? { ...response, meta: { ...meta, page: request.page } } : response;
    case 'vanish-share':
      return response;
  }
}

function withTotal(
  meta: WireResponse['meta'],
  total: number,
  { limit }: OffersRequest,
): WireResponse['meta'] {
  return { ...meta, total, total_pages: Math.ceil(total / limit) };
}

function renameField(row: unknown, { from, to }: { from: string; to: string }): unknown {
  const fields = Object.entries(row as object).map(([name, value]) => [
    name === from ? to : name,
    value as unknown,
  ]);
  return Object.fromEntries(fields);
}

function setField(
  row: unknown,
  { ids, field, value }: { ids: string[]; field: string; value: unknown },
): unknown {
  const { offer_id: id } = row as { offer_id: string };
  return ids.includes(id) ? { ...(row as object), [field]: value } : row;
}
