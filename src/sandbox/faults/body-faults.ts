import type { ServerResponse } from 'node:http';
import { Readable, pipeline } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Static, Type } from '@sinclair/typebox';
import { effectSchema } from './effect-schema';

const MIB = 1024 * 1024;
const HUGE_MIB = 200;
const BOMB_MIB = 1_024;
const DEPTH = 100_000;

/** HTTP 200 with an unusable body. */
export const BodyFaultSchema = Type.Union([
  effectSchema('html'),
  effectSchema('json-null'),
  effectSchema('huge', { mebibytes: Type.Optional(Type.Integer({ minimum: 1 })) }),
  effectSchema('gzip-bomb', { mebibytes: Type.Optional(Type.Integer({ minimum: 1 })) }),
  effectSchema('deep-json', { depth: Type.Optional(Type.Integer({ minimum: 1 })) }),
]);

type BodyFault = Static<typeof BodyFaultSchema>;

const RESPONSE_START = '{"success":true,"meta":{"total":1,"total_pages":1,"page":1,"limit":"100"}';

/**
 * Send an unusable body.
 *
 * `huge` (default: 200 MiB) and `gzip-bomb` (default: 1 GiB unpacked) are well-formed responses with one field of that
 * size. `deep-json` nests its offers in 100,000 arrays by default.
 */
export function sendBodyFault(response: ServerResponse, effect: BodyFault): void {
  response.writeHead(200, {
    'content-type': effect.kind === 'html' ? 'text/html' : 'application/json',
    ...(effect.kind === 'gzip-bomb' && { 'content-encoding': 'gzip' }),
  });
  switch (effect.kind) {
    case 'html':
      response.end('<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>');
      return;
    case 'json-null':
      response.end('null');
      return;
    case 'huge':
      streamPadded(response, effect.mebibytes ?? HUGE_MIB, (chunk) => chunk);
      return;
    case 'gzip-bomb':
      streamPadded(response, effect.mebibytes ?? BOMB_MIB, gzipSync);
      return;
    case 'deep-json': {
      const depth = effect.depth ?? DEPTH;
      response.end(`${RESPONSE_START},"offers":${'['.repeat(depth)}${']'.repeat(depth)}}`);
      return;
    }
  }
}

/** Stream a response with padding. A client that disconnects ends the stream, which is the expected outcome. */
function streamPadded(response: ServerResponse, mebibytes: number, encode: (chunk: Buffer) => Buffer): void {
  pipeline(Readable.from(paddedChunks(mebibytes, encode)), response, () => undefined);
}

/** Compresses each chunk alone: concatenated gzip members unpack to the concatenated chunks. */
function* paddedChunks(mebibytes: number, encode: (chunk: Buffer) => Buffer): Generator<Buffer> {
  const padding = encode(Buffer.alloc(MIB, 'a'));
  yield encode(Buffer.from(`${RESPONSE_START},"offers":[],"padding":"`));
  for (let sent = 0; sent < mebibytes; sent += 1) yield padding;
  yield encode(Buffer.from('"}'));
}
