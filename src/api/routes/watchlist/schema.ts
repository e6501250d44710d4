import { type Static, Type } from '@sinclair/typebox';
import { MAX_WATCHED_AT_ONCE, type Sensitivity } from '../../../domain/alerts/watch-settings';
import { OFFER_STATUSES } from '../../../domain/offer';
import { SENSITIVITIES } from '../../../domain/rhythm/settings';
import { component, literals, nullable, OfferIdSchema, TimestampSchema } from '../../schemas';
import { callerTime } from '../../timestamps';

const SensitivitySchema = literals(Object.keys(SENSITIVITIES) as Sensitivity[], {
  description:
    'How soon a silence or a slowdown is reported. quick: soonest, with the most false alarms. usual: the default. sure: ' +
    'latest, with the fewest.',
});

/** The settings that a caller can give for an offer. */
const SETTINGS = {
  note: Type.Optional(
    nullable(
      Type.String({
        maxLength: 500,
        // PostgreSQL stores no NUL.
        pattern: '^[^\\u0000]*$',
        description: 'Any text.',
      }),
    ),
  ),
  sensitivity: Type.Optional(SensitivitySchema),
  after: Type.Optional(
    nullable(
      Type.String({
        pattern: '^[1-9][0-9]{0,5}[mhd]$',
        description:
          'Report a silence of this time, such as 10m, whatever the rhythm of the offer is: 5m to 30d. Null: the rhythm ' +
          'decides.',
      }),
    ),
  ),
  mutedUntil: Type.Optional(
    nullable(
      callerTime(
        'Until then, what happens to the offer is recorded and not sent: at most 365 days ahead. Null: it is sent.',
      ),
    ),
  ),
};

export const SettingsSchema = Type.Object(SETTINGS, {
  additionalProperties: false,
  examples: [{}, { note: 'runs on the popunders', sensitivity: 'quick', after: '10m' }],
});
export type SettingsBody = Static<typeof SettingsSchema>;

export const ImportSchema = Type.Object(
  {
    offerIds: Type.Array(OfferIdSchema, {
      minItems: 1,
      maxItems: MAX_WATCHED_AT_ONCE,
      description: `Offer ids, at most ${MAX_WATCHED_AT_ONCE}.`,
    }),
    ...SETTINGS,
  },
  { additionalProperties: false, examples: [{ offerIds: ['3790'], sensitivity: 'usual' }] },
);

export const ImportedSchema = component(
  'WatchlistImport',
  Type.Object(
    {
      added: Type.Array(Type.String(), { description: 'Ids that were not on the watch list.' }),
      existing: Type.Array(Type.String(), { description: 'Ids that were on it already.' }),
      unknown: Type.Array(Type.String(), { description: 'Ids of which the mirror has no offer: not added.' }),
    },
    { description: 'What became of each id.' },
  ),
);

export const WatchedOfferSchema = component(
  'WatchedOffer',
  Type.Object(
    {
      offerId: Type.String({ examples: ['3790'] }),
      note: nullable(Type.String()),
      sensitivity: SensitivitySchema,
      after: nullable(
        Type.String({
          description: 'A silence of this time is reported. Null: the rhythm of the offer decides.',
          examples: ['10m'],
        }),
      ),
      mutedUntil: nullable({
        ...TimestampSchema,
        description: 'Until then, nothing is sent. Null: the offer is not muted.',
      }),
      createdAt: { ...TimestampSchema, description: 'When the offer was added to the watch list.' },
      updatedAt: { ...TimestampSchema, description: 'When the settings were last set.' },
      offerName: nullable(Type.String()),
      status: nullable(literals(OFFER_STATUSES)),
      country: nullable(Type.String()),
      payout: nullable(Type.String({ description: 'Decimal amount in `currency`.' })),
      currency: nullable(Type.String()),
      lastConversionAt: nullable(TimestampSchema),
    },
    { description: 'An offer on the watch list.' },
  ),
);

export const WatchlistSchema = component(
  'Watchlist',
  Type.Object(
    {
      watchlist: Type.Array(WatchedOfferSchema),
      total: Type.Integer({ description: 'Offers on the watch list.' }),
      nextCursor: nullable(Type.String({ description: 'Null on the last page.' })),
    },
    { description: 'A page of the watch list.' },
  ),
);
