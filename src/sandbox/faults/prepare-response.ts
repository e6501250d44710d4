import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable, pipeline } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { DataFault, FaultEffect } from './schema';

const MIB = 1024 * 1024;
const JSON_TYPE = { 'content-type': 'application/json' };
const RESPONSE_START = '{"success":true,"meta":{"total":1,"total_pages":1,"page":1,"limit":"100"}';

/**
 * Prepare the response to a request: its data is read now, with `buildBody`; the returned function sends it.
 *
 * `hang` sends nothing. `slow-drip` sends one byte every 500 ms. `cut-body` closes the connection after half of the
 * body. `wrong-length` announces one byte more than it sends, then closes the connection. `reset` resets it at once.
 * `huge` (default: 200 MiB) and `gzip-bomb` (default: 1 GiB unpacked) are well-formed responses with one field of that
 * size. `deep-json` nests its offers in 100,000 arrays by default.
 */
export function prepareResponse(
  response: ServerResponse,
  effect: FaultEffect | undefined,
  buildBody: (fault?: DataFault) => string,
): () => void {
  const withBody = (send: (body: Buffer) => void, fault?: DataFault) => {
    const body = Buffer.from(buildBody(fault));
    return () => send(body);
  };
  switch (effect?.kind) {
    case 'status': {
      const { status, retryAfter } = effect;
      const body = JSON.stringify({ success: false, message: `sandbox fault ${status}` });
      const headers = { ...JSON_TYPE, ...(retryAfter !== undefined && { 'retry-after': retryAfter }) };
      return () => response.writeHead(status, headers).end(body);
    }
    case 'redirect':
      return () => response.writeHead(302, { location: effect.to }).end();
    case 'hang':
      return () => undefined;
    case 'late':
      return withBody((body) => delay(response, effect.ms, () => sendJson(response, 200, body)));
    case 'slow-drip':
      return withBody((body) =>
        drip(startJson(response, { 'content-length': body.length }), body, effect.everyMs ?? 500),
      );
    case 'cut-body':
      // Without a length the body is sent in chunks; only the last chunk marks its end.
      return withBody((body) =>
        startJson(response).write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy()),
      );
    case 'wrong-length':
      return withBody((body) =>
        startJson(response, { 'content-length': body.length + 1 }).write(body, () => response.destroy()),
      );
    case 'reset':
      return () => response.socket?.resetAndDestroy();
    case 'html':
      return () =>
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>');
    case 'json-null':
      return () => startJson(response).end('null');
    case 'huge':
      return () => streamPadded(startJson(response), effect.mebibytes ?? 200, (chunk) => chunk);
    case 'gzip-bomb':
      return () =>
        streamPadded(
          startJson(response, { 'content-encoding': 'gzip' }),
          effect.mebibytes ?? 1_024,
          gzipSync,
        );
    case 'deep-json': {
      const depth = effect.depth ?? 100_000;
      return () =>
        startJson(response).end(`${RESPONSE_START},"offers":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    }
    case 'success-false':
    case 'no-offers':
    case 'null-offers':
    case 'total-zero':
    case 'small-catalogue':
    case 'total':
    case 'total-pages':
    case 'empty-page':
    case 'short-page':
    case 'same-page':
    case 'odd-rows':
    case 'duplicate':
    case 'rename-field':
    case 'set-field':
    case 'vanish-share':
    case undefined:
      return withBody((body) => sendJson(response, 200, body), effect);
  }
}

/** Send a JSON text with its content length. */
export function sendJson(response: ServerResponse, status: number, json: string | Buffer): void {
  response.writeHead(status, { ...JSON_TYPE, 'content-length': Buffer.byteLength(json) }).end(json);
}

/** Run `action` after a delay, unless the connection closes first. */
export function delay(response: ServerResponse, ms: number, action: () => void): void {
  if (response.closed) return;
  const timer = setTimeout(action, ms);
  response.once('close', () => clearTimeout(timer));
}

function startJson(response: ServerResponse, headers: OutgoingHttpHeaders = {}): ServerResponse {
  return response.writeHead(200, { ...JSON_TYPE, ...headers });
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
