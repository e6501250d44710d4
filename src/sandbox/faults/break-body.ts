import type { ServerResponse } from 'node:http';
import { Readable, pipeline } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Static, Type } from '@sinclair/typebox';

const MIB = 1024 * 1024;
const HUGE_MIB = 200;
const BOMB_MIB = 1_024;
const DEPTH = 100_000;

/** HTTP 200 with a body that is no answer. */
export const BreakBodySchema = Type.Union([
  Type.Object({ kind: Type.Literal('html') }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('json-null') }, { additionalProperties: false }),
  Type.Object(
    { kind: Type.Literal('huge'), mebibytes: Type.Optional(Type.Integer({ minimum: 1 })) },
    { additionalProperties: false },
  ),
  Type.Object(
    { kind: Type.Literal('gzip-bomb'), mebibytes: Type.Optional(Type.Integer({ minimum: 1 })) },
    { additionalProperties: false },
  ),
  Type.Object(
    { kind: Type.Literal('deep-json'), depth: Type.Optional(Type.Integer({ minimum: 1 })) },
    { additionalProperties: false },
  ),
]);

export type BreakBody = Static<typeof BreakBodySchema>;

/**
 * Send such a body.
 *
 * `huge` and `gzip-bomb` (200 MiB sent, 1 GiB unpacked) are well-formed answers but for a field of that size;
 * `deep-json` nests its offers 100,000 arrays deep.
 */
export function breakBody(response: ServerResponse, effect: BreakBody): void {
  switch (effect.kind) {
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>');
      return;
    case 'json-null':
      response.writeHead(200, { 'content-type': 'application/json' }).end('null');
      return;
    case 'huge':
      response.writeHead(200, { 'content-type': 'application/json' });
      stream(
        response,
        padded(effect.mebibytes ?? HUGE_MIB, (part) => part),
      );
      return;
    case 'gzip-bomb':
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      stream(
        response,
        padded(effect.mebibytes ?? BOMB_MIB, (part) => gzipSync(part)),
      );
      return;
    case 'deep-json':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`${ANSWER_START},"offers":${nest(effect.depth ?? DEPTH)}}`);
      return;
  }
}

const ANSWER_START = '{"success":true,"meta":{"total":1,"total_pages":1,"page":1,"limit":"100"}';

/** A client that goes away ends the stream; that is what it is meant to do. */
function stream(response: ServerResponse, parts: Iterable<Buffer>): void {
  pipeline(Readable.from(parts), response, () => undefined);
}

/** Each part is packed once: packed parts in a row unpack to the parts in a row. */
function* padded(mebibytes: number, pack: (part: Buffer) => Buffer): Generator<Buffer> {
  const padding = pack(Buffer.alloc(MIB, 'a'));
  yield pack(Buffer.from(`${ANSWER_START},"offers":[],"padding":"`));
  for (let sent = 0; sent < mebibytes; sent += 1) yield padding;
  yield pack(Buffer.from('"}'));
}

function nest(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}
