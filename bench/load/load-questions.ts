import { OFFER_SORTS, type Store } from '../../src/store';
import type { Question } from './ask-steadily';

/** Rows on the pages that are asked for most; a table on a screen has about as many. */
const ROWS = 20;

/** Offers whose own page is asked for. */
const KNOWN_OFFERS = 200;

/** What a team with a dashboard each and some scripts asks an API, in about these shares. */
export async function describeLoadQuestions({ listOffers }: Store): Promise<Question[]> {
  const { offers } = await listOffers({ limit: KNOWN_OFFERS, sortBy: 'payout', sortOrder: 'desc' });
  const countries = unique(offers.map(({ country }) => country));
  const verticals = unique(offers.map(({ vertical }) => vertical));
  const filters = [
    '',
    'status=Active',
    'priority=HIGH',
    'payoutMin=1.5',
    'convertedWithin=6h',
    'search=games',
    ...countries.map((country) => `country=${country}`),
    ...verticals.map((vertical) => `vertical=${vertical}&status=Active`),
  ];
  const pages = OFFER_SORTS.flatMap((sortBy) =>
    ['asc', 'desc'].flatMap((order) =>
      filters.map(
        (filter) => `/api/offers?${filter}${filter && '&'}sortBy=${sortBy}&sortOrder=${order}&limit=${ROWS}`,
      ),
    ),
  );
  const list = `/api/conversion-list?sortBy=lastConversionAt&sortOrder=desc&limit=${ROWS}`;
  const syncs = [`/api/syncs?limit=${ROWS}`, '/api/syncs?kind=full&limit=5', '/api/syncs?status=running'];
  return [
    { name: '/api/offers', paths: pages, weight: 25 },
    { name: '/api/offers, kept by the caller', paths: pages.slice(0, 10), weight: 10, keepsAnswers: true },
    { name: '/api/offers of 100', paths: ['/api/offers', '/api/offers?status=Active'], weight: 5 },
    {
      name: '/api/offers/:id',
      paths: offers.map(({ offerId }) => `/api/offers/${encodeURIComponent(offerId)}`),
      weight: 25,
    },
    { name: '/api/conversion-list', paths: [list], weight: 10 },
    { name: '/api/conversion-list, kept by the caller', paths: [list], weight: 5, keepsAnswers: true },
    { name: '/api/syncs', paths: syncs, weight: 10 },
    { name: '/api/health/ready', paths: ['/api/health/ready'], weight: 10 },
  ];
}

function unique(words: (string | null)[]): string[] {
  return [...new Set(words.filter((word) => word !== null))].map(encodeURIComponent);
}
