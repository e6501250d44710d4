import { OFFER_SORTS, type Store } from '../../src/store';
import type { RequestGroup } from './generator';

/** Rows of a usual page: a table on a screen. */
const ROWS = 20;

/** Offers that are requested by id. */
const KNOWN_OFFERS = 200;

/** The requests of a team with dashboards and scripts, in about these shares. */
export async function describeDashboardRequests({ listOffers }: Store): Promise<RequestGroup[]> {
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
    { name: '/api/offers, with ETags', paths: pages.slice(0, 10), weight: 10, withEtags: true },
    { name: '/api/offers of 100', paths: ['/api/offers', '/api/offers?status=Active'], weight: 5 },
    {
      name: '/api/offers/:id',
      paths: offers.map(({ offerId }) => `/api/offers/${encodeURIComponent(offerId)}`),
      weight: 25,
    },
    { name: '/api/conversion-list', paths: [list], weight: 10 },
    { name: '/api/conversion-list, with ETags', paths: [list], weight: 5, withEtags: true },
    { name: '/api/syncs', paths: syncs, weight: 10 },
    { name: '/api/health/ready', paths: ['/api/health/ready'], weight: 10 },
  ];
}

function unique(values: (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))].map(encodeURIComponent);
}
