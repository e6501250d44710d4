import type { ScannedPage } from '../../../src/domain/scan/coverage';
import { summarizeIdRange } from '../../../src/domain/scan/id-range';

/** A scanned page with its total, as the network would answer at one moment. */
export type CatalogueMoment = ScannedPage & { total: number };

/** Reads one page of a catalogue that holds these ids (ascending). */
export function readPage(
  ids: readonly number[],
  { page, pageSize, descending }: { page: number; pageSize: number; descending: boolean },
): { rows: number[]; read: CatalogueMoment } {
  const sorted = descending ? [...ids].reverse() : ids;
  const rows = sorted.slice((page - 1) * pageSize, page * pageSize);
  const totalPages = Math.ceil(ids.length / pageSize);
  return {
    rows,
    read: {
      page,
      pageSize,
      totalPages,
      total: ids.length,
      received: rows.length,
      ...summarizeIdRange(rows.map(String)),
    },
  };
}
