import { Client } from 'pg';
import { FILL_VALUES } from '../../harness/mirror/fill';
import { OFFER_SORTS, type OfferSort } from '../../src/store';
import { writeCursor } from '../../src/store/cursor';
import type { RequestGroup } from '../load/generator';

const { COUNTRIES, CARRIERS, VERTICALS, FLOWS } = FILL_VALUES;

/** Each kind of filter and some combinations: with nearly all, few and no matches. */
const FILTERS: Record<string, string[]> = {
  'no filter': [''],
  country: [...COUNTRIES.slice(0, 2).map((value) => `country=${value}`), 'country=PT,ES'],
  status: ['Active', 'Paused', 'Blocked', 'Unknown'].map((value) => `status=${value}`),
  vertical: VERTICALS.slice(0, 2).map((value) => `vertical=${value}`),
  carrier: CARRIERS.slice(0, 2).map((value) => `carrier=${value}`),
  flow: FLOWS.slice(0, 2).map((value) => `flow=${encodeURIComponent(value)}`),
  priority: ['priority=HIGH', 'priority=LOW'],
  search: ['ringtones', '2345', 'são paulo', 'zzzz', 'of'].map(
    (text) => `search=${encodeURIComponent(text)}`,
  ),
  payoutMin: ['payoutMin=0.1', 'payoutMin=9.5', 'payoutMin=5000'],
  convertedWithin: ['convertedWithin=30m', 'convertedWithin=2d'],
  'two filters': ['country=PT&status=Active', 'vertical=Games&priority=HIGH', 'flow=MO&payoutMin=9'],
  'three filters and more': [
    'country=PT&vertical=Games&flow=MO',
    'country=ES&status=Paused&carrier=MTN&payoutMin=5',
    'country=BR&priority=HIGH&search=ringtones',
    'country=PT&status=Blocked&vertical=Games&carrier=MTN&flow=MO',
  ],
};

const ORDERS = ['asc', 'desc'] as const;

/**
 * Requests to `/api/offers`: a group for each filter, with the first page of every sort in both orders; and a group with
 * the pages of every sort after a tenth, half and 99 % of the mirror.
 */
export async function describeOfferRequests(databaseUrl: string): Promise<RequestGroup[]> {
  const sorts = OFFER_SORTS.flatMap((sortBy) => ORDERS.map((order) => ({ sortBy, order })));
  const first = Object.entries(FILTERS).map(([name, filters]) => ({
    name,
    paths: filters.flatMap((filter) =>
      sorts.map(
        ({ sortBy, order }) => `/api/offers?${filter}${filter && '&'}sortBy=${sortBy}&sortOrder=${order}`,
      ),
    ),
    weight: 1,
  }));
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const deep: string[] = [];
    for (const { sortBy, order } of sorts)
      for (const share of [0.1, 0.5, 0.99]) {
        const cursor = await readDeepCursor(client, sortBy, order, share);
        deep.push(`/api/offers?sortBy=${sortBy}&sortOrder=${order}&cursor=${cursor}`);
      }
    return [...first, { name: 'deep pages', paths: deep, weight: 2 }];
  } finally {
    await client.end();
  }
}

/** What the cursor of each sort contains: a column, and its value as text. */
const SORTED: Record<OfferSort, { column: string; text: string }> = {
  offerId: { column: 'offer_id', text: `''` },
  offerName: { column: 'left(offer_name, 100)', text: 'left(offer_name, 100)' },
  payout: { column: 'payout', text: 'payout::text' },
  lastConversionAt: { column: 'last_conversion_at', text: iso('last_conversion_at') },
  updatedAt: { column: 'updated_at', text: iso('updated_at') },
  score: { column: 'score', text: 'score::text' },
};

function iso(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** The cursor after this share of all pages, without reading those pages. */
async function readDeepCursor(
  client: Client,
  sortBy: OfferSort,
  order: string,
  share: number,
): Promise<string> {
  const { column, text } = SORTED[sortBy];
  const { rows } = await client.query<{ value: string | null; offerId: string }>(
    `SELECT ${text} AS value, offer_id AS "offerId" FROM offers LEFT JOIN (SELECT offer_id, score FROM offer_rhythms) AS r USING (offer_id)
     ORDER BY ${column} ${order} NULLS LAST, offer_id ${order}
     OFFSET (SELECT floor(count(*) * $1::float8) FROM offers)::int LIMIT 1`,
    [share],
  );
  const { value, offerId } = rows[0]!;
  return writeCursor([`${sortBy} ${order}`, value, offerId]);
}
