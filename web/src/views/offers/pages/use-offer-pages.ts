import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { offersPageQuery, type OffersQuery, type Schemas } from '../../../api';
import { countRows, extendChain, FIRST_PAGE, PAGE_ROWS, pageOf, planPages } from './chain';

type Page = Schemas['OfferPage'];

/** The rows of the list that are in sight. */
export interface OfferPages {
  /** Undefined: the number is not known yet. */
  rowCount: number | undefined;
  /** Offers that match, also those beyond the rows that can be scrolled to. */
  total: number;
  isEstimate: boolean;
  mixesCurrencies: boolean;
  /** Undefined: the row is being read. */
  rowAt: (row: number) => Schemas['Offer'] | undefined;
  /** All rows that are there, in order. */
  loaded: () => { index: number; offer: Schemas['Offer'] }[];
  error: Error | null;
  /** When the oldest page in sight was read, in milliseconds since 1970. */
  readAt: number;
  retry: () => void;
}

/**
 * Reads the pages of the list that are in sight. Each page is found through the one before, so a jump reads those between
 * too. Pages that are out of sight are forgotten after a while.
 *
 * A page that is read again shows its old rows until the new ones are there.
 */
export function useOfferPages(
  query: OffersQuery,
  { first, last }: { first: number; last: number },
): OfferPages {
  const [chain, setChain] = useState(FIRST_PAGE);
  const [shown, setShown] = useState<ReadonlyMap<number, Page>>(new Map());
  const wanted = planPages(chain, first, last);
  const results = useQueries({
    queries: wanted.map((page) => offersPageQuery(query, PAGE_ROWS, chain[page])),
  });

  let longer = chain;
  const pages = new Map<number, Page>();
  results.forEach(({ data }, index) => {
    const page = wanted[index]!;
    const read = data ?? shown.get(page);
    if (read !== undefined) pages.set(page, read);
    if (data !== undefined) longer = extendChain(longer, page, data.nextCursor);
  });
  if (longer !== chain) setChain(longer);
  // While nothing in sight is read yet, the last pages that were in sight tell how long the list is.
  const known = pages.size === 0 ? shown : pages;
  if (!hasSame(shown, known)) setShown(known);

  const read = [...known.values()];
  const failed = results.find(({ error }) => error !== null);
  return {
    rowCount: read.length === 0 ? undefined : countRows(longer, [...known].map(toFacts)),
    total: Math.max(0, ...read.map(({ total }) => total)),
    isEstimate: read.some(({ totalIsEstimate }) => totalIsEstimate),
    mixesCurrencies: read.some(({ mixesCurrencies }) => mixesCurrencies),
    rowAt: (row) => pages.get(pageOf(row))?.offers[row % PAGE_ROWS],
    loaded: () =>
      [...pages].flatMap(([page, { offers }]) =>
        offers.map((offer, index) => ({ index: page * PAGE_ROWS + index, offer })),
      ),
    error: failed?.error ?? null,
    readAt: Math.min(...results.flatMap(({ dataUpdatedAt }) => (dataUpdatedAt === 0 ? [] : [dataUpdatedAt]))),
    retry: () => results.forEach(({ error, refetch }) => error !== null && void refetch()),
  };
}

function toFacts([page, { offers, total, nextCursor }]: [number, Page]) {
  return { page, rows: offers.length, total, isLast: nextCursor === null };
}

function hasSame(one: ReadonlyMap<number, Page>, other: ReadonlyMap<number, Page>): boolean {
  return one.size === other.size && [...one].every(([page, read]) => other.get(page) === read);
}
