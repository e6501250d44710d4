import { MAX_PAGES, MAX_RETRY_AFTER_MS, OFFERS_PER_PAGE } from '../domain/network-limits';
import type { FullSyncStatus } from '../domain/run';
import { UpstreamBrokenAnswerError } from './errors';
import { openConnections, type Proxies } from './http/connections';
import { cooldownInterceptor, createCooldown } from './http/cooldown';
import { getJson } from './http/get-json';
import { createRequestTarget } from './http/request-target';
import { createRetryAfterReader } from './http/retry-after';
import { parseAnswer, type OfferAnswer } from './parse/answer';
import { parseEnvelope, type RequestedPage } from './parse/envelope';
import { readOffersById } from './parse/offers-by-id';
import { createTokenDetector } from './parse/token-echo';

export { checkNetwork } from './check-network';
export {
  UpstreamBrokenAnswerError,
  UpstreamBusyError,
  UpstreamCooldownError,
  UpstreamError,
  UpstreamTokenRefusedError,
} from './errors';

export interface UpstreamOptions {
  /** Where the network is, such as `https://affiliates.mobipium.com/api/cpa/findmyoffers/`. */
  url: string;
  /** A secret: no error, property, log or result of this module contains it, not even where the network echoes it. */
  token: string;
  /** For one whole request, from waiting for a free connection to the last byte of the answer. */
  timeoutMs: number;
  /** Maximum number of connections, and so of requests in flight; further requests wait. Default: 20. */
  connections?: number;
  /** Proxies for hosts other than this machine. Default: none. */
  proxies?: Proxies;
  /** Sent in the User-Agent header as `mobipium-sync/<version>`. Default: the name alone. */
  version?: string;
  /** Longer waits that the network asks for are cut to this. Default: 10 minutes. */
  maxRetryAfterMs?: number;
}

/**
 * The client of the affiliate network. Requests reject with an `UpstreamError`, or with the reason of their signal.
 *
 * After an answer that asks for a wait, no request is sent until that cooldown is over: each one rejects at once with
 * an `UpstreamCooldownError`.
 */
export interface Upstream {
  /** @throws {UpstreamCooldownError} if a request could not be sent now. */
  assertNotCoolingDown(): void;
  /**
   * Reads one page of the catalogue sorted by id, of one status or of `any`, the default.
   *
   * A catalogue without offers is a broken answer. A page after the last one has no offers.
   *
   * @throws {RangeError} when the page is not from 1 to 100,000 or its size not from 1 to 100.
   */
  readPage(request: {
    page: number;
    pageSize: number;
    status?: FullSyncStatus;
    signal?: AbortSignal | undefined;
  }): Promise<OfferAnswer>;
  /**
   * Reads the offers with these ids, at most 50, of any status. Offers that the network does not return are missing from
   * the answer. If the network spreads them over several pages, each page is a separate request; `beforeNext` is awaited
   * before each request except the first.
   *
   * @throws {RangeError} for more ids, or for one that cannot be an id.
   */
  readOffers(request: {
    ids: readonly string[];
    signal?: AbortSignal | undefined;
    beforeNext?: (() => Promise<void>) | undefined;
  }): Promise<OfferAnswer>;
  /** Lets open requests finish and closes the connections. Idempotent. */
  close(): Promise<void>;
}

const DEFAULT_CONNECTIONS = 20;

/**
 * Creates a client of the network. It connects with its first request.
 *
 * @throws {TypeError} when the URL is not an absolute http or https URL without parameters.
 */
export function createUpstream({
  url,
  token,
  timeoutMs,
  connections = DEFAULT_CONNECTIONS,
  proxies,
  version,
  maxRetryAfterMs = MAX_RETRY_AFTER_MS,
}: UpstreamOptions): Upstream {
  const containsToken = createTokenDetector(token);
  const target = createRequestTarget(url, token, containsToken);
  const pool = openConnections(target, { connections, timeoutMs, proxies });
  const cooldown = createCooldown();
  const readWait = createRetryAfterReader(maxRetryAfterMs);
  const userAgent = version === undefined ? 'mobipium-sync' : `mobipium-sync/${version}`;
  const network = pool.compose(cooldownInterceptor(cooldown, readWait));
  let closing: Promise<void> | undefined;

  async function fetchPage(
    requested: RequestedPage,
    filters: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<OfferAnswer> {
    const paging = { order_by: 'ID', limit: String(requested.pageSize), pages: String(requested.page) };
    const path = target.pathOf({ ...filters, ...paging });
    const body = await getJson({ network, target, readWait, path, userAgent, timeoutMs, signal });
    return parseAnswer(parseEnvelope(body, requested), containsToken);
  }

  return {
    assertNotCoolingDown: () => cooldown.assertOver(),
    async readPage({ page, pageSize, status = 'any', signal }) {
      assertBetween('page', page, MAX_PAGES);
      assertBetween('pageSize', pageSize, OFFERS_PER_PAGE);
      const answer = await fetchPage({ page, pageSize }, status === 'any' ? {} : { status }, signal);
      if (answer.total === 0) throw new UpstreamBrokenAnswerError('it states that there are no offers');
      return answer;
    },
    readOffers({ ids, signal, beforeNext }) {
      const filters = { offers: ids.join(',') };
      const readOffersPage = (page: number) =>
        fetchPage({ page, pageSize: OFFERS_PER_PAGE, isById: true }, filters, signal);
      return readOffersById(ids, readOffersPage, beforeNext);
    },
    close() {
      closing ??= pool.close();
      return closing;
    },
  };
}

function assertBetween(name: string, value: number, highest: number): void {
  if (!Number.isInteger(value) || value < 1 || value > highest) {
    throw new RangeError(`${name} must be a whole number from 1 to ${highest}, not ${value}`);
  }
}
