import type { ListOrder, ListQuestion } from './catalogue/list-offers';
import { MOST_IDS } from './wire';

/** A request's parameters by name, the token left out. */
export type RequestParams = Readonly<Record<string, string>>;

/** What a request asks for: a page of a list, or offers by their ids. */
export interface Question {
  list: ListQuestion;
  /** Undefined: not asked by id. */
  ids: readonly string[] | undefined;
  page: number;
  /** Already cut to the page cap. */
  limit: number;
}

const DEFAULT_LIMIT = 100;

const ORDERS: readonly string[] = ['Performance', 'ID', 'Payout'] satisfies ListOrder[];
const STATUSES = ['Active', 'Paused', 'Blocked'] as const;

/** The parameters of a request's URL, and its token apart so that it gets into no record. */
export function splitToken(search: URLSearchParams): { token: string | undefined; params: RequestParams } {
  const { mwsd: token, ...params } = Object.fromEntries(search);
  return { token, params };
}

/** Read a request's parameters. A text: the sentence with which the network refuses them. */
export function readQuestion(params: RequestParams, pageCap: number): Question | string {
  const order = params['order_by'] ?? 'Performance';
  if (!isOrder(order)) return `order_by must be one of ${ORDERS.join(', ')}`;

  const status = STATUSES.find((known) => known === params['status']);
  if (params['status'] && status === undefined) return `status must be one of ${STATUSES.join(', ')}`;

  const ids = params['offers'] ? [...new Set(splitWords(params['offers']))] : undefined;
  if (ids !== undefined && ids.length > MOST_IDS) return `offers takes at most ${MOST_IDS} ids`;

  const payoutAbove = params['payout_above'] ? Number(params['payout_above']) : undefined;
  if (Number.isNaN(payoutAbove)) return 'payout_above must be a number';

  const limit = readCount(params['limit'], DEFAULT_LIMIT);
  const page = readCount(params['pages'], 1);
  if (limit === undefined || page === undefined) return 'limit and pages must be whole numbers from 1';

  return {
    list: {
      order,
      ...(status && { status }),
      ...(params['country'] && { country: splitWords(params['country']) }),
      ...(params['carrier'] && { carrier: [params['carrier']] }),
      ...(params['verticals'] && { vertical: splitWords(params['verticals']) }),
      ...(params['flows'] && { flow: splitWords(params['flows']) }),
      ...(payoutAbove !== undefined && { payoutAbove }),
    },
    ids,
    page,
    limit: Math.min(limit, pageCap),
  };
}

function isOrder(text: string): text is ListOrder {
  return ORDERS.includes(text);
}

function readCount(text: string | undefined, fallback: number): number | undefined {
  if (!text) return fallback;
  const count = Number(text);
  return Number.isSafeInteger(count) && count >= 1 ? count : undefined;
}

function splitWords(text: string): string[] {
  return text.split(',').flatMap((word) => word.trim() || []);
}
