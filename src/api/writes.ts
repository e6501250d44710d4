import { createSemaphore, PermitTimeoutError } from '../async/semaphore';
import { orTimeout } from '../async/timeout';
import type { WatchSettings } from '../domain/alerts/watch-settings';
import type { MuteTarget, Store } from '../store';
import { DatabaseTimeoutError } from './reads';

/** Deadline of a write, in milliseconds. A late one may still take effect: every write is idempotent. */
const WRITE_TIMEOUT_MS = 5_000;

/** The writes of the API to the database. Workers do all others. */
export type Writes = ReturnType<typeof boundedWrites>;

/**
 * Bounds every write of the API to `WRITE_TIMEOUT_MS`, and runs one at a time: in `npm start` the worker shares the store's
 * 10 connections, of which reads may use eight.
 *
 * @throws {DatabaseTimeoutError} from every write that is late.
 */
export function boundedWrites(store: Store) {
  const permits = createSemaphore(1);
  const bounded = <T>(write: () => Promise<T>): Promise<T> => {
    const result = permits.withPermit({ timeoutMs: WRITE_TIMEOUT_MS }, write).catch((error: unknown) => {
      throw error instanceof PermitTimeoutError ? new DatabaseTimeoutError() : error;
    });
    return orTimeout(result, WRITE_TIMEOUT_MS, () => new DatabaseTimeoutError());
  };
  return {
    watchOffers: (offerIds: readonly string[], settings: Partial<WatchSettings>) =>
      bounded(() => store.watchOffers(offerIds, settings)),
    unwatchOffer: (offerId: string) => bounded(() => store.unwatchOffer(offerId)),
    acknowledgeEpisode: (id: string) => bounded(() => store.acknowledgeEpisode(id)),
    saveMute: (mute: MuteTarget & { mutedUntil: string | null }) => bounded(() => store.saveMute(mute)),
    deleteMute: (id: string) => bounded(() => store.deleteMute(id)),
  };
}
