import type { ServerResponse } from 'node:http';
import { type Static, Type } from '@sinclair/typebox';

/** Answers that refuse: nothing of the catalogue is in them. */
export const RefuseSchema = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('status'),
      status: Type.Integer({ minimum: 400, maximum: 599 }),
      /** The text of the Retry-After header, sent as it is: seconds, a date, or nonsense. */
      retryAfter: Type.Optional(Type.String()),
    },
    { additionalProperties: false },
  ),
  Type.Object({ kind: Type.Literal('redirect'), to: Type.String() }, { additionalProperties: false }),
]);

export type Refuse = Static<typeof RefuseSchema>;

/** Send the refusal. */
export function refuse(response: ServerResponse, effect: Refuse): void {
  switch (effect.kind) {
    case 'status':
      response.writeHead(effect.status, {
        'content-type': 'application/json',
        ...(effect.retryAfter !== undefined && { 'retry-after': effect.retryAfter }),
      });
      response.end(JSON.stringify({ success: false, message: `sandbox fault ${effect.status}` }));
      return;
    case 'redirect':
      response.writeHead(302, { location: effect.to }).end();
      return;
  }
}
