import type { ServerResponse } from 'node:http';
import type { Catalogue } from './catalogue/create-catalogue';
import { falsifyRequest, falsifyResponse } from './faults/data-faults';
import type { FaultInjector } from './faults/injector';
import { delay, prepareResponse, sendJson } from './faults/prepare-response';
import type { DataFault } from './faults/schema';
import { type OffersRequest, parseRequest, type RequestParams, splitToken } from './request';
import type { RequestLog } from './request-log';
import { buildRejection, buildResponse, type ResponseOptions } from './response';

/**
 * Called before the response to a request with the right token is built, with the number of the request from 1. The
 * response waits for it, so a test can change the catalogue here in the middle of a scan.
 */
export type BeforeResponse = (
  number: number,
  params: RequestParams,
  catalogue: Catalogue,
) => void | Promise<void>;

export interface NetworkApiOptions extends Partial<ResponseOptions> {
  /** The only accepted value of the query parameter `mwsd`. */
  token: string;
  /** The delay of each response to a request with the right token, in milliseconds. Default: 0. */
  latencyMs?: number;
  /** The largest page. A larger `limit` is reduced to it; see `statedCap` for what the meta block says. Default: 100. */
  pageCap?: number;
  beforeResponse?: BeforeResponse | undefined;
}

/** The state of a sandbox, served by its routes. */
export interface SandboxState {
  catalogue: Catalogue;
  requests: RequestLog;
  faults: FaultInjector;
  clock: () => number;
}

/**
 * Serve the network's only route.
 *
 * A response describes the moment at which the request arrived; the latency passes after that.
 */
export function createNetworkApi(
  { catalogue, requests, faults, clock }: SandboxState,
  { token, latencyMs = 0, pageCap = 100, beforeResponse, ...responseOptions }: NetworkApiOptions,
) {
  function buildBody(request: OffersRequest | string, fault?: DataFault): string {
    if (typeof request === 'string') return JSON.stringify(buildRejection(request));
    const effective = fault === undefined ? request : falsifyRequest(request, fault);
    const response = buildResponse(catalogue, effective, clock(), responseOptions);
    return JSON.stringify(fault === undefined ? response : falsifyResponse(response, fault, request));
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

    const send = prepareResponse(response, effect, (fault) => buildBody(request, fault));
    if (latencyMs > 0) delay(response, latencyMs, send);
    else send();
  };
}
