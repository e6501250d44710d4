import { type Static, Type } from '@sinclair/typebox';
import { OFFER_STATUSES } from '../../../domain/offer';
import { CHANGE_KINDS } from '../../../domain/offer-change';
import { FeedFormatSchema } from '../../formats/table';
import { component, CursorSchema, listOf, literals, nullable } from '../../schemas';
import { callerTime } from '../../timestamps';

const kind = literals(CHANGE_KINDS, {
  description:
    'new: the mirror did not have the offer before. paused, blocked, gone, resumed: the status changed to Paused, ' +
    'Blocked, Unknown or Active from another. payout: the amount or the currency. cap: the daily cap. cap_usage: the ' +
    'filled cap. name: the name. link: the landing page, the thumbnails or the offer URL. other: any other field, or a ' +
    'status that was not known before.',
});

const text = (description: string) => nullable(Type.String({ description }));

export const ChangeSchema = component(
  'OfferChange',
  Type.Object(
    {
      offerId: Type.String({ examples: ['3790'] }),
      observedAt: Type.String({
        description: 'When the network was queried that showed the change. The change itself came before.',
      }),
      kinds: Type.Array(kind),
      summary: Type.String({
        description: 'What changed, in words.',
        examples: ['paused (was Active), payout 0.350 → 0.500 USD'],
      }),
      changes: Type.Record(Type.String(), Type.Array(Type.Unknown()), {
        description:
          'The old and the new value of each field that changed, by the names of the offer. A cap is an object with its ' +
          'kind and amount. Empty for a new offer.',
        examples: [{ status: ['Active', 'Paused'] }],
      }),
      offer: Type.Object(
        {
          offerName: text('Name.'),
          status: nullable(literals(OFFER_STATUSES)),
          country: text('Two-letter country code.'),
          vertical: text('Category.'),
          payout: text('Decimal amount in `currency`.'),
          currency: text('Three-letter currency code.'),
        },
        { description: 'The offer as it is now.' },
      ),
    },
    { description: 'What one observation changed of an offer. `offerId` and `observedAt` identify it.' },
  ),
);

/** A change as the API returns it. */
export type Change = Static<typeof ChangeSchema>;

const SOURCE = {
  source: nullable(Type.String({ description: 'The mirrored network: its host name, or `sandbox`.' })),
};
const NEXT = { nextCursor: nullable(Type.String({ description: 'Null on the last page.' })) };

export const ChangesSchema = component(
  'ChangePage',
  Type.Object(
    {
      ...SOURCE,
      changes: Type.Array(ChangeSchema, {
        description:
          'With filters, a page may have fewer changes than `limit`, or none, although there is a next one.',
      }),
      position: nullable(
        Type.String({
          description:
            'Where the list ends now: pass it as `since` for the changes after it. Null on the later pages of a list in ' +
            'descending order.',
        }),
      ),
      ...NEXT,
    },
    { description: 'A page of the changes of all offers.' },
  ),
);

export const OfferHistorySchema = component(
  'OfferHistoryPage',
  Type.Object(
    { ...SOURCE, changes: Type.Array(ChangeSchema), ...NEXT },
    { description: 'A page of the changes of an offer, newest first.' },
  ),
);

const PAGE_QUERY = {
  kinds: listOf(kind, {
    description: `Kinds of changes, at least one of which has to match. ${String(kind.description)}`,
    examples: [['new', 'payout']],
  }),
  limit: Type.Integer({
    minimum: 1,
    maximum: 500,
    default: 100,
    description: 'Maximum number of changes on the page.',
    examples: [100],
  }),
  cursor: CursorSchema,
  format: FeedFormatSchema,
};

export const ChangesQuerySchema = Type.Object(
  {
    since: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2_000,
        description:
          'A time: changes that were observed then or later. ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z. Or ' +
          '`position` of an earlier response: the changes after it.',
        examples: ['2026-01-05T10:00:00Z'],
      }),
    ),
    mine: Type.Optional(Type.Boolean({ description: 'Only offers of the watch list.' })),
    sortOrder: Type.Optional(
      literals(['asc', 'desc'] as const, {
        description:
          'The order in which the mirror learned of the changes. Default: asc, the oldest first, with `since`; desc without.',
      }),
    ),
    ...PAGE_QUERY,
  },
  { additionalProperties: false },
);

export const OfferHistoryQuerySchema = Type.Object(
  {
    since: Type.Optional(callerTime('Changes that were observed then or later.')),
    ...PAGE_QUERY,
  },
  { additionalProperties: false },
);
