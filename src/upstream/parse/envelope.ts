import { Type, type Static } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { MAX_PAGES } from '../../domain/network-limits';
import { UpstreamBrokenAnswerError, UpstreamRejectedError } from '../errors';

/** The network writes a number as a number or as a string. */
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

/** No page is larger: a `limit` beyond this is not believed, and neither are more rows. */
const MAX_PAGE_SIZE = 1_000;

/** The frame of an answer: its numbers are numbers, its rows have not been looked at. */
export interface Envelope {
  /** Offers that there are for this question, on all pages. */
  total: number;
  totalPages: number;
  /** The page size that the network says it used, or else the one asked for. */
  pageSize: number;
  rows: unknown[];
}

/**
 * Read the frame of an answer to a request for `page` with `pageSize` rows.
 *
 * @throws {UpstreamRejectedError} when the network says `success: false`.
 * @throws {UpstreamBrokenAnswerError} when it is no such frame, is of another page, or has an absurd number of offers,
 * pages or rows.
 */
export function parseEnvelope(body: unknown, asked: { page: number; pageSize: number }): Envelope {
  if (refusalCheck.Check(body)) throw new UpstreamRejectedError('success is false');
  if (!envelopeCheck.Check(body))
    throw new UpstreamBrokenAnswerError(`its ${findFault(body)} is not as agreed`);

  const { meta, offers }: Static<typeof EnvelopeSchema> = body;
  const total = Number(meta.total);
  const totalPages = Number(meta.total_pages);
  if (totalPages > MAX_PAGES)
    throw new UpstreamBrokenAnswerError(`it says that there are more than ${MAX_PAGES} pages`);
  if (total > MAX_PAGES * MAX_PAGE_SIZE)
    throw new UpstreamBrokenAnswerError('it says that there are more offers than any number of pages holds');
  if (offers.length > MAX_PAGE_SIZE)
    throw new UpstreamBrokenAnswerError(`it has more than ${MAX_PAGE_SIZE} rows`);
  if (total > 0 && totalPages === 0)
    throw new UpstreamBrokenAnswerError('it says that there are offers on no page');
  if (Number(meta.page ?? asked.page) !== asked.page) {
    throw new UpstreamBrokenAnswerError('it is another page than the one asked for');
  }
  return { total, totalPages, pageSize: readPageSize(meta.limit) ?? asked.pageSize, rows: offers };
}

/** The first part that is wrong. Names of ours only: a path of the answer could hold anything. */
function findFault(body: unknown): string {
  const path = envelopeCheck.Errors(body).First()?.path ?? '';
  return (
    ['success', 'meta/total_pages', 'meta/total', 'meta/page', 'meta', 'offers'].find(
      (part) => path === `/${part}`,
    ) ?? 'shape'
  );
}

function readPageSize(limit: unknown): number | undefined {
  if (typeof limit !== 'number' && typeof limit !== 'string') return undefined;
  const pageSize = Number(limit);
  return Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= MAX_PAGE_SIZE ? pageSize : undefined;
}
