import { Context } from '@temporalio/activity';
import { createLogThrottle } from '../../async/log-throttle';
import { createSemaphore, PermitTimeoutError, type Semaphore } from '../../async/semaphore';
import { type Channel, DeliveryError, type Notice } from '../../channels';
import { type AlertNotice, channelOf, type DeliveryEnd } from '../../domain/alerts/notice';
import type { MirrorRun } from '../../domain/run';
import type { Store } from '../../store';
import { attempt } from '../retry/attempt';
import { DelayedError } from '../retry/delayed';
import type { AlertActivityDependencies } from '.';

export interface MessageToDeliver {
  run: Pick<MirrorRun, 'mirrorId'>;
  /** `<episode>-<start>/<edge>/<channel>`. */
  key: string;
}

/** A slow channel uses at most this many of the worker's slots at a time. */
const MAX_CONCURRENT_PER_CHANNEL = 4;

/** How long a message waits for one of them before it leaves the worker's slot to another channel, in milliseconds. */
const PERMIT_TIMEOUT_MS = 500;

const DEFAULT_FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 600_000;

/** The delay if the channel is not in the settings of this worker, in milliseconds: another one may know it. */
const UNKNOWN_RETRY_MS = 600_000;

/**
 * Deliver one message, or the digest that it belongs to.
 *
 * A channel that does not accept it is tried again without limit, with delays from 5 seconds to 10 minutes. The attempts
 * end only for a message that the channel refuses, see `recordFailure`, and if the channel is gone for three days, or not
 * in the settings for that long.
 *
 * Idempotent as far as the channel allows: a message that is recorded as delivered is not sent again, and each attempt
 * sends the same id. If the worker is lost between the channel's answer and the record, it is sent twice.
 */
export function createDeliverMessage({
  store,
  channels,
  firstRetryAfterMs = DEFAULT_FIRST_RETRY_MS,
}: AlertActivityDependencies) {
  const byName = new Map(
    channels.map((channel) => [
      channel.name,
      { channel, permits: createSemaphore(MAX_CONCURRENT_PER_CHANNEL), sent: new Set<string>() },
    ]),
  );
  return function deliverMessage({ run, key }: MessageToDeliver): Promise<DeliveryEnd> {
    return attempt(async ({ signal }) => {
      const known = byName.get(channelOf(key));
      if (known === undefined) {
        return giveUpUnknown(store, key);
      }
      const message = { key, mirrorId: run.mirrorId, firstRetryAfterMs, signal };
      return withPermit(known.permits, message, () => deliver(store, known, message));
    });
  };
}

/** One for the process: the messages of a channel are given up one after the other. */
const throttle = createLogThrottle();

/** Gives up a message whose channel is not in the settings, once it is old. */
async function giveUpUnknown(store: Store, key: string): Promise<'given up'> {
  const channel = channelOf(key);
  const outcome = await store.giveUpUnknown({ key });
  if (outcome === 'retry') {
    throw new DelayedError(
      'undelivered',
      `${channel} is not in the settings of this worker`,
      UNKNOWN_RETRY_MS,
    );
  }
  const due = outcome === 'given up now' && throttle(channel, performance.now());
  if (due) {
    Context.current().log.warn('messages of a channel that is not in the settings are given up', {
      channel,
      ...due,
    });
  }
  return 'given up';
}

interface Message {
  key: string;
  mirrorId: string;
  firstRetryAfterMs: number;
  signal: AbortSignal;
}

async function withPermit<T>(
  permits: Semaphore,
  { signal, firstRetryAfterMs }: Message,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await permits.withPermit({ timeoutMs: PERMIT_TIMEOUT_MS, signal }, work);
  } catch (error) {
    if (!(error instanceof PermitTimeoutError)) throw error;
    throw new DelayedError(
      'waiting',
      'the channel is busy with other messages',
      withJitter(2 * firstRetryAfterMs),
    );
  }
}

interface KnownChannel {
  channel: Channel;
  /** The digests that this process has sent, but not recorded, because the database did not answer. */
  sent: Set<string>;
}

async function deliver(
  store: Store,
  { channel, sent }: KnownChannel,
  { key, mirrorId, firstRetryAfterMs, signal }: Message,
): Promise<DeliveryEnd> {
  const claim = await store.claimMessage({
    key,
    isDigested: channel.isForPeople,
    waitForOtherMs: 6 * firstRetryAfterMs,
  });
  if (claim.kind === 'done') return claim.outcome;
  if (claim.kind === 'wait') throw new DelayedError('waiting', claim.reason, claim.forMs);
  const { digest } = claim;
  try {
    if (!sent.has(digest)) {
      await channel.deliver({ id: `${mirrorId}/${digest}`, notices: claim.notices.map(toNotice) }, signal);
    }
    sent.add(digest);
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const failed = { channel: channel.name, digest, error: error.message, outcome: error.outcome };
    const outcome = await store.recordDeliveryFailure(failed);
    if (outcome === 'refused') {
      Context.current().log.warn('a message of an alert is given up, because its channel refuses it', {
        digest,
        channel: channel.name,
        reason: error.message,
      });
    }
    if (outcome === 'disabled now') {
      Context.current().log.warn(
        'a channel of alerts is disabled and its messages are given up: correct its address, or remove it',
        { channel: channel.name, reason: error.message },
      );
    }
    if (outcome !== 'retry') return 'given up';
    throw new DelayedError(
      'undelivered',
      `${channel.label}: ${error.message}`,
      Math.max(error.retryAfterMs ?? 0, backoffMs(claim.attempt, firstRetryAfterMs)),
    );
  }
  await store.recordDelivery({ channel: channel.name, digest });
  sent.delete(digest);
  return 'delivered';
}

function toNotice({ edge, at, title, text, episode }: AlertNotice): Notice {
  const { kind, offerId } = episode;
  const path = offerId === null ? 'alerts' : `offers/${encodeURIComponent(offerId)}`;
  return { type: `alert.${kind}.${edge}`, at, title, text, path, data: { edge, episode } };
}

/** Doubles with each attempt. */
function backoffMs(attempt: number, firstMs: number): number {
  return withJitter(Math.min(firstMs * 2 ** Math.min(attempt - 1, 16), LONGEST_RETRY_MS));
}

/** Shortens a delay by up to half, so that messages that failed together do not come back together. */
function withJitter(delayMs: number): number {
  return Math.round(delayMs * (1 - Math.random() / 2));
}
