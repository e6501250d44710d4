import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CSV_TYPE, nameCsvFile, toCsv } from '../../formats/csv';
import { negotiateFormat } from '../../formats/negotiate';
import { HttpError } from '../../plugins/problems';

/** A page of a list of offers, as far as an export needs it. */
interface Page {
  offers: object[];
  nextCursor: string | null;
}

/** @throws {HttpError} 400 if a parameter of tables is given for another format. */
export function assertTableParameters(
  request: FastifyRequest,
  { all, columns }: { all?: boolean | undefined; columns?: string[] | undefined },
): void {
  if ((all !== true && columns === undefined) || negotiateFormat(request) === 'csv') return;
  throw new HttpError(400, 'querystring/all and querystring/columns apply to CSV only: add format=csv');
}

/**
 * Sends all pages as one CSV file, from the given first page on. A page is read when the client has received the last one.
 * If a page cannot be read, the connection is closed, so that the client does not take the file for complete.
 */
export function sendAllPages(
  request: FastifyRequest,
  reply: FastifyReply,
  first: Page,
  readPage: (cursor: string) => Promise<Page>,
): FastifyReply {
  const table = request.routeOptions.config.table!;
  const { columns } = request.query as { columns?: string[] };
  async function* write() {
    let page = first;
    yield toCsv(page, table, { columns });
    while (page.nextCursor !== null) {
      page = await readPage(page.nextCursor);
      yield toCsv(page, table, { columns, header: false });
    }
  }
  return reply
    .type(CSV_TYPE)
    .header('content-disposition', nameCsvFile(table))
    .header('cache-control', 'private, no-store')
    .send(Readable.from(write(), { objectMode: false }));
}
