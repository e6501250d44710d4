import type { Instant } from '../domain/offer';
import type { Store } from '../store';
import { attempt } from './retry/attempt';

/** 2,500 ids of up to 20 characters stay below the 64 KiB that a payload may have. */
const MAX_IDS = 2_500;

/** One slice of ids, by keyset. */
export interface OfferIds {
  offerIds: string[];
  /** The key of the next slice; null at the end. */
  after: string | null;
}

/**
 * Read the ids on the ConversionList, slice by slice.
 *
 * Idempotent: it only reads.
 */
export function createListConverting({ store }: { store: Store }) {
  return function listConverting({ after }: { after: string | null }): Promise<OfferIds> {
    return attempt(async () => toSlice(await store.listConverting({ after, limit: MAX_IDS })));
  };
}

/**
 * Read the ids that the mirror holds as Active and that have not been observed since, slice by slice.
 *
 * Idempotent: it only reads.
 */
export function createListUnseen({ store }: { store: Store }) {
  return function listUnseen({ since, after }: { since: Instant; after: string | null }): Promise<OfferIds> {
    return attempt(async () => toSlice(await store.listUnseenActive({ since, after, limit: MAX_IDS })));
  };
}

function toSlice(offerIds: string[]): OfferIds {
  return { offerIds, after: offerIds.length === MAX_IDS ? (offerIds.at(-1) ?? null) : null };
}
