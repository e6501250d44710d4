import type { Instant } from '../domain/offer';
import type { Store } from '../store';
import { attempt } from './retry/attempt';

/** 2,500 ids of up to 20 characters stay below the 64 KiB that a payload may have. */
const IDS_AT_ONCE = 2_500;

export interface OfferIds {
  offerIds: string[];
  /** Where to go on; null at the end. */
  after: string | null;
}

/**
 * Read the ids on the ConversionList, some at a time.
 *
 * Safe to repeat: it only reads.
 */
export function createListConverting({ store }: { store: Store }) {
  return function listConverting({ after }: { after: string | null }): Promise<OfferIds> {
    return attempt(async () => slice(await store.listConverting({ after, limit: IDS_AT_ONCE })));
  };
}

/**
 * Read the ids that the mirror holds as Active and that nobody has observed since, some at a time.
 *
 * Safe to repeat: it only reads.
 */
export function createListUnseen({ store }: { store: Store }) {
  return function listUnseen({ since, after }: { since: Instant; after: string | null }): Promise<OfferIds> {
    return attempt(async () => slice(await store.listUnseenActive({ since, after, limit: IDS_AT_ONCE })));
  };
}

function slice(offerIds: string[]): OfferIds {
  return { offerIds, after: offerIds.length === IDS_AT_ONCE ? (offerIds.at(-1) ?? null) : null };
}
