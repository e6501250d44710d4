/** The page size that the network is known to use. */
export const OFFERS_PER_PAGE = 100;

/** The network accepts at most 50 ids per request. */
export const OFFERS_PER_BATCH = 50;

/** Pages that one child workflow copies. */
export const PAGES_PER_CHUNK = 10;

/** Ten million offers: an answer that claims a larger catalogue is broken. */
export const MAX_PAGES = 100_000;

/**
 * The longest wait that the network may ask for, in milliseconds: 10 minutes. Longer waits are cut to it.
 *
 * Also the most by which the sum of such waits may extend the retry budget of one page of FULL.
 */
export const MAX_RETRY_AFTER_MS = 600_000;

/**
 * Splits ids into batches of `size` (default: `OFFERS_PER_BATCH`), in order; the last one may be shorter. Repeated ids
 * stay repeated.
 */
export function splitBatches(ids: readonly string[], size = OFFERS_PER_BATCH): string[][] {
  const batches: string[][] = [];
  for (let start = 0; start < ids.length; start += size) {
    batches.push(ids.slice(start, start + size));
  }
  return batches;
}
