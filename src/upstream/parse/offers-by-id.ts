import { OFFERS_PER_BATCH, OFFERS_PER_PAGE } from '../../domain/network-limits';
import { UpstreamBrokenAnswerError, UpstreamBusyError, UpstreamCooldownError } from '../errors';
import { joinAnswers, type OfferAnswer } from './answer';
import { isOfferId } from './row';

/** Ask for one page of the offers with these ids. */
export type FetchOffersPage = (question: {
  ids: readonly string[];
  page: number;
  pageSize: number;
}) => Promise<OfferAnswer>;

const NOTHING: OfferAnswer = {
  total: 0,
  totalPages: 0,
  page: 1,
  pageSize: OFFERS_PER_PAGE,
  received: 0,
  duplicates: 0,
  ids: [],
  offers: [],
  rejected: [],
};

/**
 * Ask for offers by id, on as many pages as the network spreads them.
 *
 * An id that is not among the offers was not returned; since that will be believed, an answer that holds fewer rows
 * than it counts, or that leaves out offers asked for while it has others, is refused as broken. No ids are answered
 * without a request: a question without ids would mean every offer. `beforeNext` is awaited before each request but the
 * first.
 *
 * @throws {RangeError} when there are more than `OFFERS_PER_BATCH` ids, or one cannot be an id.
 */
export async function readOffersById(
  ids: readonly string[],
  askPage: FetchOffersPage,
  beforeNext: () => Promise<void> = () => Promise.resolve(),
): Promise<OfferAnswer> {
  if (ids.length > OFFERS_PER_BATCH)
    throw new RangeError(`at most ${OFFERS_PER_BATCH} ids may be asked at once`);
  if (!ids.every(isOfferId)) throw new RangeError('what is asked for is not an offer id');
  if (ids.length === 0) return NOTHING;

  const first = await askPage({ ids, page: 1, pageSize: OFFERS_PER_PAGE });
  const others: OfferAnswer[] = [];
  // Even a page of a single row would not need more pages than ids.
  if (first.totalPages > ids.length)
    throw new UpstreamBrokenAnswerError('it has more pages than ids were asked for');
  for (let page = 2; page <= first.totalPages; page += 1) {
    await beforeNext();
    others.push(await askPage({ ids, page, pageSize: OFFERS_PER_PAGE }).catch(sayItWasAsked));
  }
  return requireWhole(joinAnswers(first, others), ids);
}

/** A question of which a part has gone out was asked. */
function sayItWasAsked(error: unknown): never {
  throw error instanceof UpstreamCooldownError ? new UpstreamBusyError(error.retryAfterMs) : error;
}

function requireWhole(answer: OfferAnswer, askedIds: readonly string[]): OfferAnswer {
  if (answer.received < answer.total) throw new UpstreamBrokenAnswerError('it has fewer rows than it says');
  const returned = new Set(answer.ids);
  const asked = new Set(askedIds);
  const isMissingSome = askedIds.some((id) => !returned.has(id));
  if (isMissingSome && answer.ids.some((id) => !asked.has(id))) {
    throw new UpstreamBrokenAnswerError('it has other offers than those asked for');
  }
  return answer;
}
