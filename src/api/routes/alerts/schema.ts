import { type Static, Type } from '@sinclair/typebox';
import { EPISODE_KINDS } from '../../../domain/alerts/episode';
import { FeedFormatSchema } from '../../formats/table';
import { component, CursorSchema, listOf, literals, nullable, TimestampSchema } from '../../schemas';
import { callerTime } from '../../timestamps';

const kind = literals(EPISODE_KINDS, {
  description:
    'conversion_stopped: a silence too long for the rhythm of the offer. conversion_slowed: it converts much more slowly than ' +
    'usual. status_changed: it is no longer Active. payout_changed: the amount or the currency. cap_reached: 80 % of the daily ' +
    'cap is used. network_silent: next to no conversions in the whole network. mass_change: many offers changed in the same ' +
    'way at once. mirror_stale: the mirror is out of date.',
});

const text = (description: string) => nullable(Type.String({ description }));

export const AlertSchema = component(
  'Alert',
  Type.Object(
    {
      id: Type.String({ examples: ['128'] }),
      kind,
      state: literals(['open', 'ended'] as const, {
        description:
          'open: it lasts. A change without an end, such as that of a payout, ends when it starts.',
      }),
      offerId: text('Null: the network or the mirror.'),
      offerName: text('The name when it started, as the country, payout and currency.'),
      country: text('Two-letter country code.'),
      payout: text('Decimal amount in `currency`.'),
      currency: text('Three-letter currency code.'),
      startedAt: TimestampSchema,
      endedAt: nullable(TimestampSchema),
      title: Type.String({
        description: 'What started, on one line.',
        examples: ['Paused: Games PT (3790)'],
      }),
      text: Type.String({ description: 'What started, in sentences.' }),
      endText: text('How it ended, in sentences. Null: it lasts, or has no end of its own.'),
      facts: Type.Record(Type.String(), Type.Unknown(), {
        description: 'What is known of it, by kind: docs/alerts.md.',
      }),
      endFacts: nullable(
        Type.Record(Type.String(), Type.Unknown(), { description: 'What is known of its end.' }),
      ),
      sent: Type.Boolean({ description: 'Whether it is sent to the channels. False: it is only recorded.' }),
      acknowledgedAt: nullable(TimestampSchema),
    },
    { description: 'A time in which an offer, the network or the mirror was in a state worth a message.' },
  ),
);
export type Alert = Static<typeof AlertSchema>;

export const AlertsSchema = component(
  'AlertPage',
  Type.Object(
    {
      source: text('The mirrored network: its host name, or `sandbox`.'),
      alerts: Type.Array(AlertSchema),
      nextCursor: text('Null on the last page.'),
    },
    { description: 'A page of the alerts, the latest first.' },
  ),
);

export const AlertsQuerySchema = Type.Object(
  {
    state: Type.Optional(literals(['open', 'ended'] as const, { description: 'Default: both.' })),
    kinds: listOf(kind, {
      description: `Kinds of alerts. ${String(kind.description)}`,
      examples: [['cap_reached']],
    }),
    offerId: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Only of this offer.' })),
    mine: Type.Optional(
      Type.Boolean({ description: 'Only of offers on the watch list, the network and the mirror.' }),
    ),
    acknowledged: Type.Optional(Type.Boolean({ description: 'Default: both.' })),
    limit: Type.Integer({
      minimum: 1,
      maximum: 500,
      default: 100,
      description: 'Maximum number of alerts on the page.',
      examples: [100],
    }),
    cursor: CursorSchema,
    format: FeedFormatSchema,
  },
  { additionalProperties: false },
);

/** A whole number of the database, as text. */
export const IdParamsSchema = Type.Object({
  id: Type.String({ pattern: '^[1-9][0-9]{0,17}$', description: 'The id.', examples: ['1'] }),
});

export const MuteSchema = component(
  'Mute',
  Type.Object(
    {
      id: Type.String({ examples: ['3'] }),
      kind: nullable(kind),
      offerId: text('Null: all offers, the network and the mirror.'),
      mutedUntil: nullable(TimestampSchema),
      createdAt: TimestampSchema,
    },
    { description: 'What is recorded and not sent: a kind, an offer, or a kind for an offer.' },
  ),
);

export const MutesSchema = component(
  'Mutes',
  Type.Object({ mutes: Type.Array(MuteSchema) }, { description: 'Everything that is muted.' }),
);

export const MuteBodySchema = Type.Object(
  {
    kind: Type.Optional(nullable(kind)),
    offerId: Type.Optional(
      nullable(Type.String({ minLength: 1, maxLength: 200, description: "The offer's id in the network." })),
    ),
    mutedUntil: Type.Optional(
      nullable(callerTime('At most 365 days ahead. Null, or left out: until the mute is removed.')),
    ),
  },
  { additionalProperties: false, examples: [{ kind: 'cap_reached' }] },
);
