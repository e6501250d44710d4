import type { Pool } from 'pg';
import { OFFER_STATUSES } from '../../domain/offer';
import { listValues, resolveFilterValues } from './filter-values';
import {
  createParameters,
  describeFilters,
  FILTERED_TEXTS,
  folded,
  INDEXED_LENGTH,
  type OfferFilters,
} from './filters';
import { isCountable } from './totals';

/** The filters whose values {@link readOfferFacets} lists. */
export const FACETS = ['status', ...FILTERED_TEXTS] as const;
export type Facet = (typeof FACETS)[number];

/** A value that offers have. */
export interface FacetValue {
  /** Cut after 100 characters. */
  value: string;
  /** Offers with it that match the other filters. Null: not counted. */
  offers: number | null;
}

/** Values listed of each facet: the most frequent ones, in a large mirror the first ones. */
export const MAX_FACET_VALUES = 500;

/**
 * Lists the values that a filter can have, each with the number of offers that it would match together with the other
 * filters. The filter's own values are left out of account, so that others can be added to them.
 *
 * Reads the mirror once. In a mirror of more than 50,000 offers nothing is counted: it lists the values that there are, from
 * the indexes.
 *
 * @throws {UnknownValueError} for a filter with a value that no offer has.
 */
export async function readOfferFacets(pool: Pool, given: OfferFilters): Promise<Record<Facet, FacetValue[]>> {
  const filters = await resolveFilterValues(pool, given);
  return (await isCountable(pool)) ? countValues(pool, filters) : listAllValues(pool);
}

async function countValues(pool: Pool, filters: OfferFilters): Promise<Record<Facet, FacetValue[]>> {
  const parameters = createParameters();
  const rest = { ...filters, ...Object.fromEntries(FACETS.map((facet) => [facet, undefined])) };
  const common = describeFilters(rest, false, parameters).join(' AND ') || 'true';
  const own = FACETS.map((facet) => {
    const isMatch = describeFilters({ [facet]: filters[facet] }, false, parameters).join(' AND ') || 'true';
    return `coalesce(${isMatch}, false) AS is_${facet}`;
  });
  const keys = FACETS.map((facet) => `${folded(facet)} AS ${facet}_key`);
  const counts = FACETS.map((facet) => {
    const others = FACETS.filter((other) => other !== facet).map((other) => `is_${other}`);
    return `(SELECT '${facet}' AS facet, min(left(${facet}, ${INDEXED_LENGTH})) AS value, count(*)::int AS offers FROM matching
      WHERE ${facet} IS NOT NULL AND ${others.join(' AND ')} GROUP BY ${facet}_key ORDER BY offers DESC, value LIMIT ${MAX_FACET_VALUES})`;
  });
  const { rows } = await pool.query<FacetValue & { facet: Facet }>(
    `WITH matching AS MATERIALIZED (
       SELECT ${[...FACETS, ...keys, ...own].join(', ')} FROM offers WHERE ${common}
     ) ${counts.join(' UNION ALL ')}`,
    parameters.values,
  );
  const facets = Object.fromEntries(FACETS.map((facet) => [facet, []])) as unknown as Record<
    Facet,
    FacetValue[]
  >;
  for (const { facet, value, offers } of rows) facets[facet].push({ value, offers });
  return facets;
}

async function listAllValues(pool: Pool): Promise<Record<Facet, FacetValue[]>> {
  const facets = { status: [...OFFER_STATUSES].map(uncounted) } as Record<Facet, FacetValue[]>;
  for (const column of FILTERED_TEXTS)
    facets[column] = (await listValues(pool, column, MAX_FACET_VALUES)).map(uncounted);
  return facets;
}

function uncounted(value: string): FacetValue {
  return { value, offers: null };
}
