import type { ServerResponse } from 'node:http';
import type { Catalogue } from './catalogue/create-catalogue';
import { sendBodyFault } from './faults/body-faults';
import { delay, sendConnectionFault } from './faults/connection-faults';
import { type DataFault, falsifyRequest, falsifyResponse } from './faults/data-faults';
import type { FaultInjector } from './faults/injector';
import type { FaultEffect } from './faults/schema';
import { sendStatusFault } from './faults/status-faults';
import { type OffersRequest, parseRequest, type RequestParams, splitToken } from './request';
import type { RequestLog } from './request-log';
import { buildRejection, buildResponse, type ResponseOptions } from './response';

/**
 * Called before the response to a request with the right token is built, with the number of the request from 1. A test
 * changes the catalogue here in the middle of a scan. The response waits for it.
 */
export type BeforeResponse = (
  number: number,
  params: RequestParams,
  catalogue: Catalogue,
) => void | Promise<void>;

export interface NetworkApiDeps {
  catalogue: Catalogue;
  requests: RequestLog;
  faults: FaultInjector;
  responseOptions: ResponseOptions;
  token: string;
  pageCap: number;
  latencyMs: number;
  clock: () => number;
  beforeResponse: BeforeResponse | undefined;
}

/**
 * Serve the network's only route.
 *
 * A response describes the moment at which the request arrived; the latency passes after that.
 */
export function createNetworkApi(deps: NetworkApiDeps) {
  const { catalogue, requests, faults, responseOptions, token, pageCap, latencyMs, clock, beforeResponse } =
    deps;

  function buildBody(request: OffersRequest | string, fault?: DataFault): string {
    if (typeof request === 'string') return JSON.stringify(buildRejection(request));
    const effective = fault === undefined ? request : falsifyRequest(request, fault);
    const response = buildResponse(catalogue, effective, clock(), responseOptions);
    return JSON.stringify(fault === undefined ? response : falsifyResponse(response, fault, request));
  }

  /** Build the response now; the returned function sends it. */
  function prepare(
    request: OffersRequest | string,
    effect: FaultEffect | undefined,
    response: ServerResponse,
  ): () => void {
    switch (effect?.kind) {
      case 'status':
      case 'redirect':
        return () => sendStatusFault(response, effect);
      case 'html':
      case 'json-null':
      case 'huge':
      case 'gzip-bomb':
      case 'deep-json':
        return () => sendBodyFault(response, effect);
      case 'hang':
      case 'late':
      case 'slow-drip':
      case 'cut-body':
      case 'wrong-length':
      case 'reset': {
        const body = Buffer.from(buildBody(request));
        return () => sendConnectionFault(response, effect, body);
      }
      case 'success-false':
      case 'no-offers':
      case 'null-offers':
      case 'total-zero':
      case 'total-pages':
      case 'empty-page':
      case 'short-page':
      case 'same-page':
      case 'odd-rows':
      case 'duplicate':
      case 'vanish-share':
      case undefined: {
        const body = buildBody(request, effect);
        return () => sendJson(response, 200, body);
      }
    }
  }

  return async function serveNetworkApi(search: URLSearchParams, response: ServerResponse): Promise<void> {
    const { token: given, params } = splitToken(search);
    const { number, earlierInSecond } = requests.begin(params, response);
    if (given !== token) {
      sendJson(response, 401, '{"success":false,"message":"Invalid token"}');
      return;
    }
    await beforeResponse?.(number, params, catalogue);
    const request = parseRequest(params, pageCap);
    const valid = typeof request === 'string' ? undefined : request;
    const effect = faults.select({ number, earlierInSecond, request: valid });

    const send = prepare(request, effect, response);
    if (latencyMs > 0) delay(response, latencyMs, send);
    else send();
  };
}

/** Send a JSON text with its content length. */
export function sendJson(response: ServerResponse, status: number, json: string): void {
  const body = Buffer.from(json);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}
