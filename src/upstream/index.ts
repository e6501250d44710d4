import { Pool } from 'undici';
import { MAX_RETRY_AFTER_MS, MAX_PAGES, OFFERS_PER_PAGE } from '../domain/network-limits';
import { UpstreamBrokenAnswerError } from './errors';
import { createCooldown, cooldownInterceptor } from './http/cooldown';
import { getJson } from './http/get-json';
import { createRequestTarget } from './http/request-target';
import { createReadWait } from './http/retry-after';
import { parseAnswer, type OfferAnswer } from './parse/answer';
import { parseEnvelope, type Envelope } from './parse/envelope';
import { type FetchOffersPage, readOffersById } from './parse/offers-by-id';
import { createTokenTest } from './parse/token-echo';

export {
  UpstreamBrokenAnswerError,
  UpstreamBusyError,
  UpstreamError,
  UpstreamCooldownError,
  UpstreamRejectedError,
  UpstreamTokenRefusedError,
  UpstreamUnreachableError,
  type UpstreamOutcome,
} from './errors';

/** A status that the network can be asked for. */
export type RequestedStatus = 'Active' | 'Paused' | 'Blocked';

export interface UpstreamOptions {
  /** Where the network is, such as `https://affiliates.mobipium.com/api/cpa/findmyoffers/`. */
  url: string;
  /** A secret. It is in no error, no property, no log and no answer of this room, also where the network shows it again. */
  token: string;
  /** For one request as a whole, from waiting for a connection to the last byte. */
  timeoutMs: number;
  /** Connections kept at most, and so requests in flight; the others wait. Default 20. */
  connections?: number;
  /** What a body may have at most. Default 16 MiB, some 150 times a usual page. */
  maxBodyBytes?: number;
  /** A longer wait than this that the network asks for is cut to it. Default 10 minutes. */
  longestWaitMs?: number;
}

/**
 * The affiliate network. Every question may reject with an `UpstreamError`, or with the reason of its signal.
 *
 * Once an answer has asked for time, no question goes out before that time is over: each is refused at once, with an
 * `UpstreamCooldownError`.
 */
export interface Upstream {
  /** Look whether a question could go out now. @throws {UpstreamCooldownError} if not. */
  assertNotCoolingDown(): void;
  /**
   * Read one page of the catalogue in the order of ids, of one status or of all.
   *
   * A catalogue of no offers is a broken answer. A page behind the last one is an answer without offers.
   *
   * @throws {RangeError} when the page is not from 1 to 100,000 or its size not from 1 to 100.
   */
  readPage(question: {
    page: number;
    pageSize: number;
    status?: RequestedStatus | undefined;
    signal?: AbortSignal | undefined;
  }): Promise<OfferAnswer>;
  /**
   * Read the offers with these ids, at most 50, whatever their status. Those that the network does not return are
   * simply not among the offers. Where the network spreads them over several pages, that is a request each;
   * `beforeNext` is awaited before each but the first.
   *
   * @throws {RangeError} when there are more, or one cannot be an id.
   */
  readOffers(question: {
    ids: readonly string[];
    signal?: AbortSignal | undefined;
    beforeNext?: (() => Promise<void>) | undefined;
  }): Promise<OfferAnswer>;
  /** Let open requests finish and end the connections. Safe to repeat. */
  close(): Promise<void>;
}

const DEFAULT_CONNECTIONS = 20;
const DEFAULT_MAX_BODY_BYTES = 16 * 1_024 * 1_024;

/** A host that does not answer at all is given up sooner than one that thinks. */
const MAX_CONNECT_TIMEOUT_MS = 10_000;

/**
 * Make a client of the network. It connects when it is first asked something.
 *
 * @throws {TypeError} when the URL is not an absolute http or https URL.
 */
export function createUpstream(options: UpstreamOptions): Upstream {
  const {
    timeoutMs,
    connections = DEFAULT_CONNECTIONS,
    maxBodyBytes = DEFAULT_MAX_BODY_BYTES,
    longestWaitMs = MAX_RETRY_AFTER_MS,
  } = options;
  const target = createRequestTarget(options.url, options.token);
  const holdsToken = createTokenTest(options.token);
  const pool = new Pool(target.origin, {
    connections,
    connect: { timeout: Math.min(timeoutMs, MAX_CONNECT_TIMEOUT_MS) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const quiet = createCooldown();
  const readWait = createReadWait(longestWaitMs);
  const network = pool.compose(cooldownInterceptor(quiet, readWait));
  let closing: Promise<void> | undefined;

  async function ask(
    asked: { page: number; pageSize: number },
    filters: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<Envelope> {
    const paging = { order_by: 'ID', limit: String(asked.pageSize), pages: String(asked.page) };
    const path = target.pathOf({ ...filters, ...paging });
    return parseEnvelope(await getJson({ network, readWait, path, timeoutMs, maxBodyBytes, signal }), asked);
  }

  return {
    assertNotCoolingDown: () => quiet.requireOver(),
    async readPage({ page, pageSize, status, signal }) {
      requireBetween('page', page, MAX_PAGES);
      requireBetween('pageSize', pageSize, OFFERS_PER_PAGE);
      const envelope = await ask({ page, pageSize }, status === undefined ? {} : { status }, signal);
      if (envelope.total === 0)
        throw new UpstreamBrokenAnswerError('it says that there are no offers at all');
      return parseAnswer(envelope, page, holdsToken);
    },
    readOffers({ ids, signal, beforeNext }) {
      const askPage: FetchOffersPage = async (question) => {
        const envelope = await ask(question, { offers: question.ids.join(',') }, signal);
        return parseAnswer(envelope, question.page, holdsToken);
      };
      return readOffersById(ids, askPage, beforeNext);
    },
    close() {
      closing ??= pool.close();
      return closing;
    },
  };
}

function requireBetween(name: string, value: number, highest: number): void {
  if (!Number.isInteger(value) || value < 1 || value > highest) {
    throw new RangeError(`${name} must be a whole number from 1 to ${highest}, not ${value}`);
  }
}
