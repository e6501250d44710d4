import { type Static, Type } from '@sinclair/typebox';
import { OFFER_STATUSES } from '../../../domain/offer';
import { parseDuration } from '../../../format/duration';
import { OFFER_SORTS, type OfferFilters } from '../../../store';
import { columnsOf } from '../../formats/csv';
import { FormatSchema } from '../../formats/table';
import { component, CursorSchema, listOf, literals, nullable } from '../../schemas';
import { callerTime, readTimestamp } from '../../timestamps';
import { AtSchema } from './at';
import { OfferSchema } from './schema';

/** The largest `limit`. */
export const MAX_OFFERS_PER_PAGE = 500;

/** One or more values of a text field. The store splits them: only it knows which values contain commas. */
const texts = (description: string, options = {}) =>
  listOf(Type.String({ minLength: 1, maxLength: 200 }), { description, ...options });

/** Which offers to list. */
export const FILTERS = {
  ids: listOf(Type.String({ maxLength: 200, pattern: '^[^,]+$' }), {
    maxItems: 500,
    description: 'Offer ids. Ids that the mirror does not have are left out.',
  }),
  country: texts('Two-letter country codes.', { examples: [['PT', 'ES']] }),
  status: listOf(literals(OFFER_STATUSES), { description: 'Statuses of the offers.' }),
  vertical: texts('Categories, such as Games.'),
  carrier: texts('Mobile carriers, such as Vodafone.'),
  flow: texts('User flows, such as 1-Click.'),
  currency: texts('Three-letter currency codes.', { examples: [['EUR']] }),
  priority: Type.Optional(
    literals(['HIGH', 'LOW'] as const, { description: 'HIGH: last conversion within 24 hours.' }),
  ),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Substring of the name or the id, such as game.',
    }),
  ),
  payoutMin: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1e9,
      description:
        'Minimum payout. Compares amounts of all currencies unless `currency` is set. Excludes offers without a payout.',
      examples: [0.5],
    }),
  ),
  convertedWithin: Type.Optional(
    Type.String({
      pattern: '^[1-9][0-9]{0,5}[mhd]$',
      description: 'Maximum age of the last conversion, such as 30m, 6h or 2d.',
    }),
  ),
  capLeftMin: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 100,
      description:
        'Excludes offers of which less than this percentage of the daily cap is left, as far as the network states it.',
      examples: [20],
    }),
  ),
  mine: Type.Optional(
    Type.Boolean({ description: 'true: only offers on the watch list. Default: false, all offers.' }),
  ),
  leftActiveSince: Type.Optional(callerTime('The offer last left the status Active at this time or later.')),
  leftActiveBefore: Type.Optional(callerTime('The offer last left the status Active before this time.')),
};

type StaticFilters = { [Name in keyof typeof FILTERS]?: Static<(typeof FILTERS)[Name]> };

/** @throws {HttpError} 400 if a time is none. */
export function toFilters({ convertedWithin, ...filters }: StaticFilters): OfferFilters {
  for (const name of ['leftActiveSince', 'leftActiveBefore'] as const) {
    const text = filters[name];
    if (text !== undefined) filters[name] = readTimestamp(text, `querystring/${name}`);
  }
  if (convertedWithin === undefined) return filters;
  return { ...filters, convertedWithinSeconds: parseDuration(convertedWithin)! / 1_000 };
}

export const ListQuerySchema = Type.Object(
  {
    ...FILTERS,
    sortBy: Type.Optional(
      literals(OFFER_SORTS, {
        description:
          'Default: offerId. `payout` compares amounts of all currencies unless `currency` is set. An offer whose value ' +
          'changes between two pages moves, so it may be on two pages or on none; only offerId never changes. ' +
          '`score` ranks offers that convert fast and often: use it with desc.',
      }),
    ),
    sortOrder: Type.Optional(
      literals(['asc', 'desc'] as const, {
        description: 'Default: asc. Offers without a value come last in both orders.',
      }),
    ),
    limit: Type.Integer({
      minimum: 1,
      maximum: MAX_OFFERS_PER_PAGE,
      default: 100,
      description: 'Maximum number of offers on the page.',
      examples: [100],
    }),
    cursor: CursorSchema,
    at: AtSchema,
    format: FormatSchema,
    columns: listOf(literals(columnsOf(OfferSchema)), {
      description: 'The columns of a CSV file, in this order. Default: all fields of an offer.',
    }),
    all: Type.Optional(
      Type.Boolean({
        description: 'true: all pages in one CSV file, from the cursor on. Default: false, one page.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const ListSchema = component(
  'OfferPage',
  Type.Object(
    {
      source: nullable(Type.String({ description: 'The mirrored network: its host name, or `sandbox`.' })),
      offers: Type.Array(OfferSchema),
      total: Type.Integer({ description: 'Number of offers that match the filters, on all pages.' }),
      totalIsEstimate: Type.Boolean({
        description:
          'Always false in a mirror of up to 50,000 offers. In a larger one, `total` may be an estimate.',
      }),
      mixesCurrencies: Type.Boolean({
        description:
          '`payoutMin` or the sort by payout compared amounts of more than one currency on this page. Set `currency` to ' +
          'avoid that.',
      }),
      nextCursor: nullable(Type.String({ description: 'Null on the last page.' })),
      at: nullable(Type.String({ description: '`at` of the request. Null: the present.' })),
      provisional: Type.Boolean({
        description:
          'True: an answer of the network that was requested before `at` can still arrive, so the same request may have ' +
          'another response later. It is not cached.',
      }),
    },
    { description: 'A page of the offers that match the filters.' },
  ),
);
