import { setTimeout as delay } from 'node:timers/promises';
import {
  isInEarlierTransaction,
  type LiveEvent,
  type LivePosition,
  RESUMABLE_SECONDS,
  writeLivePosition,
} from '../../../store';
import type { Reads } from '../../reads';
import type { ResetReason } from './messages';

/** One read in this time serves all clients, in milliseconds. */
const POLL_INTERVAL_MS = 1_000;

/** Events of one read. A client that is further behind reads everything again, which is less work. */
const MAX_EVENTS = 2_000;

/** A position of another instance of the API can be ahead of this one until the next reads. */
const MAX_POLLS_AHEAD = 3;

/** What a follower calls. */
export interface FollowerHandlers {
  /** Further events, each of them once. `end` is the position of the last one. */
  onEvents: (events: LiveEvent[], end: LivePosition) => void;
  /** Events were left out, because the position of the last one is not known any more. */
  onReset: (end: LivePosition) => void;
  /** A read has succeeded, or failed. */
  onPoll: (error?: unknown) => void;
}

/** Where a client joins. */
export interface Joined {
  /** The handlers get the events after this position. */
  from: LivePosition;
  /** The events between the client's position and this one, or why they are left out. */
  missed: LiveEvent[] | ResetReason;
}

/** Follows the events of the store: one read in a second. */
export interface Follower {
  /**
   * Finds the events after a position; undefined: none. Calls `onLocated` at the moment when it knows from where on the
   * handlers get the events.
   *
   * @throws if the database does not answer.
   */
  join(since: LivePosition | undefined, onLocated: () => void): Promise<Joined>;
  stop(): void;
}

/** Starts to follow the events, from now on. */
export function startFollower(reads: Reads, { onEvents, onReset, onPoll }: FollowerHandlers): Follower {
  const controller = new AbortController();
  const { signal } = controller;
  /** The position of the last event that the handlers have got. Undefined: the first read has not succeeded. */
  let end: LivePosition | undefined;
  /** Whether the last read found all events. */
  let isDrained = false;
  /** Clients that connect again at the same time have mostly the same position. */
  const catchUps = new Map<string, Promise<Joined['missed']>>();

  const advance = (position: LivePosition): LivePosition => {
    catchUps.clear();
    end = position;
    return position;
  };
  const read = async (): Promise<void> => {
    const { isKnown, events } =
      end === undefined
        ? { isKnown: false, events: [] }
        : await reads.readLiveEvents({ after: end, limit: MAX_EVENTS });
    const isFirst = end === undefined;
    const position = isKnown ? events.at(-1)?.position : await reads.readLiveEnd();
    if (signal.aborted) return;
    isDrained = events.length < MAX_EVENTS;
    if (position === undefined) return;
    advance(position);
    if (isKnown) onEvents(events, position);
    else if (!isFirst) onReset(position);
  };
  let next = read();
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      const error = await next.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (signal.aborted) return;
      next = delay(POLL_INTERVAL_MS, undefined, { signal }).then(read);
      onPoll(error);
    }
  };
  void loop().finally(() => next.catch(() => undefined));

  /** Whether the handlers have got everything up to a position. */
  const isCovered = (position: LivePosition): boolean =>
    isInEarlierTransaction(position, end!) || (isDrained && !isInEarlierTransaction(end!, position));

  const readMissed = async (since: LivePosition, upTo: LivePosition): Promise<Joined['missed']> => {
    const { isKnown, now, events } = await reads.readLiveEvents({
      after: since,
      upTo,
      limit: MAX_EVENTS + 1,
    });
    if (!isKnown) return 'unknown';
    if (Date.parse(now) - Date.parse(since.at) > RESUMABLE_SECONDS * 1_000) return 'too_old';
    return events.length > MAX_EVENTS ? 'too_many' : events;
  };
  const findMissed = async (since: LivePosition, upTo: LivePosition): Promise<Joined['missed']> => {
    const key = writeLivePosition(since);
    if (key === writeLivePosition(upTo)) return [];
    if (!isCovered(since)) return 'unknown';
    const missed = catchUps.get(key) ?? readMissed(since, upTo);
    catchUps.set(key, missed);
    missed.catch(() => catchUps.delete(key));
    return missed;
  };

  return {
    async join(since, onLocated) {
      if (end === undefined) await next;
      for (let polls = 0; since !== undefined && !isCovered(since) && polls < MAX_POLLS_AHEAD; polls += 1)
        await next;
      onLocated();
      const from = end!;
      return { from, missed: since === undefined ? [] : await findMissed(since, from) };
    },
    stop: () => controller.abort(),
  };
}
