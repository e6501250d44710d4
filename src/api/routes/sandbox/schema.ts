import { Type } from '@sinclair/typebox';
import { component, literals, nullable, OfferIdSchema } from '../../schemas';
import { FAULT_NAMES } from './faults';

const ids = (description: string) => Type.Array(Type.String(), { description });

export const SandboxSchema = component(
  'Sandbox',
  Type.Object(
    {
      offers: Type.Integer({ description: 'Offers in its catalogue.' }),
      active: Type.Integer({ description: 'Offers that are Active.' }),
      converting: Type.Integer({ description: 'Active offers with a conversion.' }),
      faults: Type.Array(
        Type.Object({
          name: literals([...FAULT_NAMES, 'other'] as const, {
            description: 'other: it was injected through the routes of the sandbox.',
          }),
          description: Type.String({ examples: ['Every answer is 3 seconds late.'] }),
        }),
        { description: 'The faults that it injects now. Empty: it answers as it should.' },
      ),
      paused: ids('Offers that were paused or blocked by hand, at most 100.'),
      silent: ids('Offers whose conversions were stopped by hand, at most 100.'),
      changed: Type.Integer({ description: 'Offers that were changed by hand, in any way.' }),
    },
    { description: 'The sandbox, and what is broken in it.' },
  ),
);

export const ChangedOfferSchema = component(
  'SandboxOffer',
  Type.Object(
    {
      offerId: Type.String({ examples: ['3790'] }),
      offerName: nullable(Type.String({ description: 'As the mirror knows it.' })),
    },
    { description: 'The offer that was changed in the sandbox.' },
  ),
);

export const OfferBodySchema = Type.Object(
  { offerId: Type.Optional(OfferIdSchema) },
  {
    additionalProperties: false,
    description:
      'Default: the offer that converts fastest and most often, of those that were not changed by hand.',
    examples: [{}],
  },
);

export const FaultBodySchema = Type.Object(
  {
    fault: literals(FAULT_NAMES, {
      description:
        'broken_page: page 3 of every scan answers HTTP 500. vanished_offers: a quarter of the offers is no longer returned. ' +
        'slow: every answer is 3 seconds late. refused_token: every answer is HTTP 401.',
    }),
  },
  { additionalProperties: false, examples: [{ fault: 'slow' }] },
);
