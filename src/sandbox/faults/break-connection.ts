import type { ServerResponse } from 'node:http';
import { type Static, Type } from '@sinclair/typebox';

const DRIP_EVERY_MS = 500;

/** A right answer that does not get through, or too late. */
export const BreakConnectionSchema = Type.Union([
  Type.Object({ kind: Type.Literal('hang') }, { additionalProperties: false }),
  Type.Object(
    { kind: Type.Literal('late'), ms: Type.Number({ minimum: 0 }) },
    { additionalProperties: false },
  ),
  Type.Object(
    { kind: Type.Literal('slow-drip'), everyMs: Type.Optional(Type.Number({ minimum: 1 })) },
    { additionalProperties: false },
  ),
  Type.Object({ kind: Type.Literal('cut-body') }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('wrong-length') }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('reset') }, { additionalProperties: false }),
]);

export type BreakConnection = Static<typeof BreakConnectionSchema>;

/**
 * Send the answer's body as the effect has it.
 *
 * `hang` says nothing, `slow-drip` sends a byte each 500 ms, `cut-body` ends the connection half way,
 * `wrong-length` announces more than it sends before it ends the connection, `reset` resets it at once.
 */
export function breakConnection(response: ServerResponse, effect: BreakConnection, body: Buffer): void {
  switch (effect.kind) {
    case 'hang':
      return;
    case 'late':
      afterMs(response, effect.ms, () => head(response, body.length).end(body));
      return;
    case 'slow-drip':
      drip(head(response, body.length), body, effect.everyMs ?? DRIP_EVERY_MS);
      return;
    case 'cut-body':
      head(response, undefined).write(firstHalf(body), () => response.destroy());
      return;
    case 'wrong-length':
      head(response, body.length + 1).write(body, () => response.destroy());
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
  }
}

/** Do something later, but not once the connection is gone. */
export function afterMs(response: ServerResponse, ms: number, act: () => void): void {
  if (response.closed) return;
  const timer = setTimeout(act, ms);
  response.once('close', () => clearTimeout(timer));
}

/** Without a length the body comes in chunks, and only the last chunk tells that it is whole. */
function head(response: ServerResponse, length: number | undefined): ServerResponse {
  return response.writeHead(200, {
    'content-type': 'application/json',
    ...(length !== undefined && { 'content-length': length }),
  });
}

function drip(response: ServerResponse, body: Buffer, everyMs: number): void {
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + 1));
    sent += 1;
    if (sent >= body.length) response.end();
  }, everyMs);
  response.once('close', () => clearInterval(timer));
}

function firstHalf(body: Buffer): Buffer {
  return body.subarray(0, Math.floor(body.length / 2));
}
