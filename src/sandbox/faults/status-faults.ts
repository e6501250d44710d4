import type { ServerResponse } from 'node:http';
import { type Static, Type } from '@sinclair/typebox';
import { effectSchema } from './effect-schema';

/** Error statuses and redirects, without data of the catalogue. */
export const StatusFaultSchema = Type.Union([
  effectSchema('status', {
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    /** The text of the Retry-After header, sent unchanged: seconds, a date, or an invalid value. */
    retryAfter: Type.Optional(Type.String()),
  }),
  effectSchema('redirect', { to: Type.String() }),
]);

type StatusFault = Static<typeof StatusFaultSchema>;

export function sendStatusFault(response: ServerResponse, effect: StatusFault): void {
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
