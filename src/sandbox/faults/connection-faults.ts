import type { ServerResponse } from 'node:http';
import { type Static, Type } from '@sinclair/typebox';
import { effectSchema } from './effect-schema';

const DRIP_EVERY_MS = 500;

/** A correct response that does not arrive, arrives in part, or arrives late. */
export const ConnectionFaultSchema = Type.Union([
  effectSchema('hang'),
  effectSchema('late', { ms: Type.Number({ minimum: 0 }) }),
  effectSchema('slow-drip', { everyMs: Type.Optional(Type.Number({ minimum: 1 })) }),
  effectSchema('cut-body'),
  effectSchema('wrong-length'),
  effectSchema('reset'),
]);

type ConnectionFault = Static<typeof ConnectionFaultSchema>;

/**
 * Send a correct body over a faulty connection.
 *
 * `hang` sends nothing. `slow-drip` sends one byte every 500 ms. `cut-body` closes the connection after half of the
 * body. `wrong-length` announces one byte more than it sends, then closes the connection. `reset` resets it at once.
 */
export function sendConnectionFault(response: ServerResponse, effect: ConnectionFault, body: Buffer): void {
  switch (effect.kind) {
    case 'hang':
      return;
    case 'late':
      delay(response, effect.ms, () => writeHead(response, body.length).end(body));
      return;
    case 'slow-drip':
      drip(writeHead(response, body.length), body, effect.everyMs ?? DRIP_EVERY_MS);
      return;
    case 'cut-body':
      writeHead(response).write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
      return;
    case 'wrong-length':
      writeHead(response, body.length + 1).write(body, () => response.destroy());
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
  }
}

/** Run `action` after a delay, unless the connection closes first. */
export function delay(response: ServerResponse, ms: number, action: () => void): void {
  if (response.closed) return;
  const timer = setTimeout(action, ms);
  response.once('close', () => clearTimeout(timer));
}

/** Without a length the body is sent in chunks; only the last chunk marks its end. */
function writeHead(response: ServerResponse, length?: number): ServerResponse {
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
