import type { Pool } from 'pg';
import type { ChangeFilters, ChangeRow } from './change-rows';
import { listChanges } from './list-changes';

/** What a reader reads, and when it returns it. */
export interface ChangeReaderOptions extends ChangeFilters {
  /** As `since` of `listChanges`. Default: the end of the history when the first call reads it. */
  since?: string | undefined;
  /** Return the changes only once a call has found no further one, so that those of a run come together. Default: false. */
  wholeBursts?: boolean;
}

/** Reads the changes as they are committed. */
export interface ChangeReader {
  /**
   * Read the changes since the last call, in the order of the commits. Each change is returned once, also if calls in
   * between failed.
   *
   * @throws {HistoryGoneError} if changes since the last call have been deleted.
   */
  read(): Promise<ChangeRow[]>;
}

const PAGE = 500;

/** A burst that is longer is returned in parts. */
const MAX_PENDING = 20_000;

/** Creates a reader of the changes, to be called again and again. Calls must not overlap. */
export function createChangeReader(
  pool: Pool,
  { since, wholeBursts = false, ...filters }: ChangeReaderOptions,
): ChangeReader {
  let position = since;
  let pending: ChangeRow[] = [];
  return {
    async read() {
      position ??= (await listChanges(pool, { sortOrder: 'desc', limit: 1 })).position!;
      const before = pending.length;
      for (let hasMore = true; hasMore && pending.length < MAX_PENDING;) {
        const page = await listChanges(pool, { ...filters, since: position, limit: PAGE });
        pending.push(...page.changes);
        position = page.position!;
        hasMore = page.nextCursor !== null;
      }
      if (wholeBursts && pending.length > before && pending.length < MAX_PENDING) return [];
      const changes = pending;
      pending = [];
      return changes;
    },
  };
}
