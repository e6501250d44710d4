import type { ListOrder, ListQuery } from './catalogue/list-offers';
import { MAX_IDS_PER_REQUEST } from './wire';

/** Query parameters by name, without the token. */
export type RequestParams = Readonly<Record<string, string>>;

/** A parsed request: one page of a list, or offers by id (`list.ids`). */
export interface OffersRequest {
  list: ListQuery;
  page: number;
  /** At most the page cap. */
  limit: number;
  requestedLimit: number;
}

const DEFAULT_LIMIT = 100;

const ORDERS = ['Performance', 'ID', 'Payout'] as const satisfies ListOrder[];
const STATUSES = ['Active', 'Paused', 'Blocked'] as const;

/** Separate the token from the other query parameters, so that no log contains it. */
export function splitToken(search: URLSearchParams): { token: string | undefined; params: RequestParams } {
  const { mwsd: token, ...params } = Object.fromEntries(search);
  return { token, params };
}

/** Parse query parameters. Returns the network's error message where it rejects them. */
export function parseRequest(params: RequestParams, pageCap: number): OffersRequest | string {
  const order = ORDERS.find((known) => known === (params['order_by'] ?? 'Performance'));
  if (order === undefined) return `order_by must be one of ${ORDERS.join(', ')}`;

  const status = STATUSES.find((known) => known === params['status']);
  if (params['status'] && status === undefined) return `status must be one of ${STATUSES.join(', ')}`;

  const ids = params['offers'] ? [...new Set(splitList(params['offers']))] : undefined;
  if (ids !== undefined && ids.length > MAX_IDS_PER_REQUEST) {
    return `offers takes at most ${MAX_IDS_PER_REQUEST} ids`;
  }

  const payoutAbove = params['payout_above'] ? Number(params['payout_above']) : undefined;
  if (Number.isNaN(payoutAbove)) return 'payout_above must be a number';

  const limit = parseCount(params['limit'], DEFAULT_LIMIT);
  const page = parseCount(params['pages'], 1);
  if (limit === undefined || page === undefined) return 'limit and pages must be whole numbers from 1';

  return {
    list: {
      order,
      ...(status && { status }),
      ...(params['country'] && { country: splitList(params['country']) }),
      ...(params['carrier'] && { carrier: [params['carrier']] }),
      ...(params['verticals'] && { vertical: splitList(params['verticals']) }),
      ...(params['flows'] && { flow: splitList(params['flows']) }),
      ...(payoutAbove !== undefined && { payoutAbove }),
      ...(ids && { ids }),
    },
    page,
    limit: Math.min(limit, pageCap),
    requestedLimit: limit,
  };
}

function parseCount(text: string | undefined, fallback: number): number | undefined {
  if (!text) return fallback;
  const count = Number(text);
  return Number.isSafeInteger(count) && count >= 1 ? count : undefined;
}

function splitList(text: string): string[] {
  return text.split(',').flatMap((item) => item.trim() || []);
}
