import { Type, type Static } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { MAX_PAGES } from '../../domain/network-limits';
import { UpstreamBrokenAnswerError, UpstreamBusyError, UpstreamRejectedError } from '../errors';
import { isObject } from './is-object';
import { asksToSlowDown } from './rate-limit';

/** The network writes numbers as numbers or as strings. */
const WireCount = Type.Union([
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ pattern: '^[0-9]{1,15}$' }),
]);

const EnvelopeSchema = Type.Object({
  success: Type.Literal(true),
  meta: Type.Object({
    total: WireCount,
    total_pages: WireCount,
    page: Type.Optional(Type.Union([WireCount, Type.Null()])),
    limit: Type.Optional(Type.Unknown()),
  }),
  offers: Type.Array(Type.Unknown()),
});

const RefusalSchema = Type.Object({ success: Type.Literal(false) });

const envelopeCheck = TypeCompiler.Compile(EnvelopeSchema);
const refusalCheck = TypeCompiler.Compile(RefusalSchema);

/** A stated `limit` above this is ignored, and an answer with more rows is broken. */
const MAX_PAGE_SIZE = 1_000;

/** The request that an answer belongs to. */
export interface RequestedPage {
  page: number;
  pageSize: number;
  /** Offers were requested by id: the answer may lack `meta`. */
  isById?: boolean;
}

/**
 * An answer whose numbers are checked and whose rows are not. It has no rows if it is the last page in place of one behind
 * it.
 */
export interface Envelope {
  /** Offers on all pages of this request, as the network states. */
  total: number;
  totalPages: number;
  /** The page size that the network states, or else the requested one. */
  pageSize: number;
  /** False: nothing shows that no row is missing, because the answer has no `meta`, or repeated rows in place of others. */
  isCounted: boolean;
  rows: unknown[];
}

/**
 * Parses the envelope of an answer. `offers` may also be an object with a key for each row.
 *
 * @throws {UpstreamBusyError} for `success: false` with a text about a rate limit.
 * @throws {UpstreamRejectedError} for any other `success: false`.
 * @throws {UpstreamBrokenAnswerError} for an unexpected shape, another page than the requested one, or an implausible
 * number of offers, pages or rows.
 */
export function parseEnvelope(answer: unknown, requested: RequestedPage): Envelope {
  if (refusalCheck.Check(answer)) {
    throw textsOf(answer).some(asksToSlowDown)
      ? new UpstreamBusyError(undefined)
      : new UpstreamRejectedError('success is false');
  }
  const body = normalize(answer, requested);
  const isCounted = isObject(answer) && isObject(answer['meta']);
  if (!envelopeCheck.Check(body))
    throw new UpstreamBrokenAnswerError(`its ${findMismatch(body)} is not as expected`);

  const { meta, offers }: Static<typeof EnvelopeSchema> = body;
  const total = Number(meta.total);
  const totalPages = Number(meta.total_pages);
  if (totalPages > MAX_PAGES) throw new UpstreamBrokenAnswerError(`it states more than ${MAX_PAGES} pages`);
  if (total > MAX_PAGES * MAX_PAGE_SIZE)
    throw new UpstreamBrokenAnswerError('it states more offers than its pages can hold');
  if (offers.length > MAX_PAGE_SIZE)
    throw new UpstreamBrokenAnswerError(`it has more than ${MAX_PAGE_SIZE} rows`);
  if (total > 0 && totalPages === 0) throw new UpstreamBrokenAnswerError('it states offers but no pages');
  const page = Number(meta.page ?? requested.page);
  // Some servers answer with the last page when a page behind it is requested: so there are no offers there.
  const isLastInstead = page === totalPages && requested.page > totalPages;
  if (page !== requested.page && !isLastInstead) {
    throw new UpstreamBrokenAnswerError('it is not the requested page');
  }
  const pageSize = parsePageSize(meta.limit) ?? requested.pageSize;
  return { total, totalPages, pageSize, isCounted, rows: isLastInstead ? [] : offers };
}

/** The texts of a refusal, also those one level deeper, as in `{ error: { message } }`. */
function textsOf(refusal: object): string[] {
  const values: unknown[] = Object.values(refusal);
  const nested = values.flatMap((value) => (isObject(value) ? Object.values(value) : []));
  return [...values, ...nested].filter((value) => typeof value === 'string');
}

/** Converts what other servers write for the same: rows in an object, and no `meta` where offers were requested by id. */
function normalize(answer: unknown, { isById = false }: RequestedPage): unknown {
  if (!isObject(answer)) return answer;
  const offers = toList(answer['offers']);
  const isWithoutMeta = answer['meta'] === undefined || answer['meta'] === null;
  return isById && isWithoutMeta && Array.isArray(offers)
    ? { ...answer, offers, meta: { total: offers.length, total_pages: offers.length === 0 ? 0 : 1 } }
    : { ...answer, offers };
}

/**
 * Converts an object whose keys are numbers or the ids of its rows to the list of its rows, in the order of its keys:
 * PHP writes a list with gaps like this. Returns everything else unchanged.
 */
function toList(offers: unknown): unknown {
  if (!isObject(offers)) return offers;
  const isKeyed = Object.entries(offers).every(
    ([key, row]) => isObject(row) && (/^\d+$/.test(key) || row['offer_id'] === key),
  );
  return isKeyed ? Object.values(offers) : offers;
}

/** The first part with an unexpected shape, as one of a fixed list of names: a path of the answer could hold anything. */
function findMismatch(body: unknown): string {
  const path = envelopeCheck.Errors(body).First()?.path ?? '';
  const parts = ['success', 'meta/total_pages', 'meta/total', 'meta/page', 'meta', 'offers'];
  return parts.find((part) => path === `/${part}`) ?? 'shape';
}

function parsePageSize(limit: unknown): number | undefined {
  if (typeof limit !== 'number' && typeof limit !== 'string') return undefined;
  const pageSize = Number(limit);
  return Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= MAX_PAGE_SIZE ? pageSize : undefined;
}
