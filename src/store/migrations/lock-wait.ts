import { setTimeout as wait } from 'node:timers/promises';
import type { ClientBase } from 'pg';

/**
 * A migration waits this long for a lock, in milliseconds. Later readers of the same table queue behind it, so it stops
 * waiting, lets them pass and tries again.
 */
export const LOCK_TIMEOUT_MS = 3_000;

/** A migration that does not get its locks fails after this time, in milliseconds. */
export const RETRY_FOR_MS = 60_000;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
const OBSERVE_EVERY_MS = 1_000;

/** SQLSTATE of a lock timeout and of a deadlock. */
const LOCK_ERRORS = new Set(['55P03', '40P01']);

export interface LockWaitOptions {
  /** Receives a sentence when a migration waits for a lock: the table, and the sessions that hold it. */
  report?: (sentence: string) => void;
  /** Default: a minute. */
  retryForMs?: number;
}

/** Runs `work` with a connection of its own. */
type WithClient = <T>(work: (client: ClientBase) => Promise<T>) => Promise<T>;

/**
 * Runs one migration, and retries it with growing pauses while it times out waiting for a lock. Readers are served in
 * the pauses.
 *
 * @param attempt Gets the time for which it is retried, in milliseconds.
 * @throws an error with the table and the sessions that hold the lock, and the database's error as its cause.
 */
export async function retryLockTimeouts(
  name: string,
  client: ClientBase,
  withClient: WithClient,
  attempt: (retryForMs: number) => Promise<void>,
  { report, retryForMs = RETRY_FOR_MS }: LockWaitOptions,
): Promise<void> {
  const deadline = Date.now() + retryForMs;
  let waitsFor = 'a lock of unknown sessions';
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const stopObserving = await observe(client, withClient, (found) => {
      if (found !== waitsFor) report?.(`Migration ${name} waits for ${found}.`);
      waitsFor = found;
    });
    try {
      await attempt(retryForMs);
      return;
    } catch (error) {
      if (!LOCK_ERRORS.has(String((error as { code?: unknown }).code))) throw error;
      if (Date.now() + pauseMs >= deadline) {
        const seconds = Math.round(retryForMs / 1000);
        throw new Error(`It waited ${seconds} s for ${waitsFor}. End them, then migrate again.`, {
          cause: error,
        });
      }
    } finally {
      await stopObserving();
    }
    await wait(pauseMs);
  }
}

/** Describes what a session waits for, each second that it waits, until the returned function is called. */
async function observe(client: ClientBase, withClient: WithClient, onWait: (found: string) => void) {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const stop = new AbortController();
  const observing = (async () => {
    for (;;) {
      await wait(OBSERVE_EVERY_MS, undefined, { signal: stop.signal });
      const found = await withClient((observer) => readLockWait(observer, rows[0]!.pid));
      if (found !== undefined) onWait(found);
    }
    // The observation must not fail a migration: it ends, and the migration continues.
  })().catch(() => undefined);
  return async () => {
    stop.abort();
    await observing;
  };
}

/** Undefined: the session waits for no lock. */
async function readLockWait(observer: ClientBase, pid: number): Promise<string | undefined> {
  const { rows } = await observer.query<{ found: string | null }>(
    `SELECT 'a lock' || coalesce(' on ' || (SELECT min(relation::regclass::text) FROM pg_locks
         WHERE pid = $1 AND NOT granted), '') || ' that these sessions hold: '
       || string_agg(concat_ws(', ', 'pid ' || pid, nullif(application_name, ''), state,
            'since ' || date_trunc('second', xact_start)), '; ' ORDER BY pid) AS found
     FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids($1))`,
    [pid],
  );
  return rows[0]?.found ?? undefined;
}
