import { Client } from 'pg';
import { WORDS } from '../../harness/mirror/fill-mirror';
import { OFFER_SORTS, type OfferSort } from '../../src/store';
import { writeCursor } from '../../src/store/cursor';
import type { Question } from '../load/ask-steadily';

const { COUNTRIES, CARRIERS, VERTICALS, FLOWS } = WORDS;

/** Each kind of filter, and some that go together: what finds nearly all, few, and none. */
const FILTERS: Record<string, string[]> = {
  'no filter': [''],
  country: [...some(COUNTRIES, 2).map((word) => `country=${word}`), 'country=XX'],
  status: ['Active', 'Paused', 'Blocked', 'Unknown'].map((word) => `status=${word}`),
  vertical: some(VERTICALS, 2).map((word) => `vertical=${word}`),
  carrier: some(CARRIERS, 2).map((word) => `carrier=${word}`),
  flow: some(FLOWS, 2).map((word) => `flow=${encodeURIComponent(word)}`),
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

function some(words: string[], many: number): string[] {
  return words.slice(0, many);
}

/**
 * Questions to `/api/offers`: every filter with every sort in both orders, from the start, a kind of question for each filter; and
 * every sort from a tenth, the middle and the end of the mirror on.
 */
export async function describeOfferQuestions(databaseUrl: string): Promise<Question[]> {
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

/** What each sort has in its cursors: the column, and its value in words. */
const SORTED: Record<OfferSort, { column: string; text: string }> = {
  offerId: { column: 'offer_id', text: `''` },
  offerName: { column: 'left(offer_name, 100)', text: 'left(offer_name, 100)' },
  payout: { column: 'payout', text: 'payout::text' },
  lastConversionAt: { column: 'last_conversion_at', text: iso('last_conversion_at') },
  updatedAt: { column: 'updated_at', text: iso('updated_at') },
};

function iso(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** The cursor that a caller has who went through this share of the pages; one that is read in a moment instead of by going there. */
async function readDeepCursor(
  client: Client,
  sortBy: OfferSort,
  order: string,
  share: number,
): Promise<string> {
  const { column, text } = SORTED[sortBy];
  const { rows } = await client.query<{ value: string | null; offerId: string }>(
    `SELECT ${text} AS value, offer_id AS "offerId" FROM offers
     ORDER BY ${column} ${order} NULLS LAST, offer_id ${order}
     OFFSET (SELECT floor(count(*) * $1::float8) FROM offers)::int LIMIT 1`,
    [share],
  );
  const { value, offerId } = rows[0]!;
  return writeCursor([`${sortBy} ${order}`, value, offerId]);
}
