import { OFFERS_PER_BATCH, OFFERS_PER_PAGE } from '../../domain/network-limits';
import { countNeededPages } from '../../domain/scan/page-cap';
import { UpstreamBrokenAnswerError, UpstreamBusyError, UpstreamCooldownError } from '../errors';
import { mergeAnswers, type OfferAnswer } from './answer';
import { isOfferId } from './row';

/** Fetches one page of the offers with the requested ids. */
type FetchOffersPage = (page: number) => Promise<OfferAnswer>;

const NOTHING: OfferAnswer = {
  total: 0,
  totalPages: 0,
  pageSize: OFFERS_PER_PAGE,
  isCounted: true,
  received: 0,
  repeated: 0,
  ids: [],
  offers: [],
  rejected: [],
  fields: {},
  sampleRow: null,
};

/**
 * Fetches offers by id, over all pages of the answer.
 *
 * The caller treats an id that is not among the offers as not returned. So an answer is broken if it has fewer rows
 * than it states, or leaves out requested offers but has others. An empty list is answered without a request: a
 * request without ids would return every offer. `beforeNext` is awaited before each request except the first.
 *
 * @throws {RangeError} for more than `OFFERS_PER_BATCH` ids, or one that cannot be an id.
 */
export async function readOffersById(
  ids: readonly string[],
  fetchPage: FetchOffersPage,
  beforeNext: () => Promise<void> = () => Promise.resolve(),
): Promise<OfferAnswer> {
  if (ids.length > OFFERS_PER_BATCH) throw new RangeError(`at most ${OFFERS_PER_BATCH} ids per request`);
  if (!ids.every(isOfferId)) throw new RangeError('one of the ids is not an offer id');
  if (ids.length === 0) return NOTHING;

  const first = await fetchPage(1);
  const others: OfferAnswer[] = [];
  const pages = countNeededPages(first, first.received);
  // Even with one row per page, there cannot be more pages than ids.
  if (pages > ids.length) throw new UpstreamBrokenAnswerError('it has more pages than requested ids');
  for (let page = 2; page <= pages; page += 1) {
    await beforeNext();
    others.push(await fetchPage(page).catch(countAsSent));
  }
  const answer = mergeAnswers([first, ...others]);
  assertComplete(answer, ids);
  // A repeated row may have taken the place of another one.
  const hasAllRows = answer.received - answer.repeated >= answer.total;
  return { ...answer, isCounted: answer.isCounted && hasAllRows };
}

/** A cooldown error means that no request was sent, but here the first page was. */
function countAsSent(error: unknown): never {
  throw error instanceof UpstreamCooldownError
    ? new UpstreamBusyError(error.retryAfterMs, error.message)
    : error;
}

function assertComplete({ received, total, ids }: OfferAnswer, requestedIds: readonly string[]): void {
  if (received < total) throw new UpstreamBrokenAnswerError('it has fewer rows than it states');
  const returned = new Set(ids);
  const requested = new Set(requestedIds);
  const isMissingSome = requestedIds.some((id) => !returned.has(id));
  if (isMissingSome && ids.some((id) => !requested.has(id))) {
    throw new UpstreamBrokenAnswerError('it has other offers than the requested ones');
  }
}
