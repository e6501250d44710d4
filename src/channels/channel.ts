import type { Instant } from '../domain/offer';

/** One thing to tell. Its texts may contain text from outside: a channel escapes it. */
export interface Notice {
  /** For programs: `alert.conversion_stopped.start`. */
  type: string;
  at: Instant;
  /** One line without markup. */
  title: string;
  /** Sentences without markup. */
  text: string;
  /** Where the page shows it, below its address: `offers/3790`. */
  path: string;
  /** For programs. */
  data: object;
}

/** What is sent at once: one notice, or several as a digest. */
export interface Delivery {
  /** The same for each attempt to send it, so that a receiver can recognise a repetition. Printable ASCII without spaces. */
  id: string;
  /** At least one, in the order of time. */
  notices: readonly Notice[];
}

/** Sends alerts to one place. */
export interface Channel {
  /** Part of the key of each message, and shown to users: `mail`, `telegram`, `webhook-1a2b3c4d`. Contains no secret. */
  name: string;
  /** What people call it: `webhook hooks.example.com`. Contains no secret. */
  label: string;
  /** For people: several notices may be sent as one message. Otherwise each is sent by itself. */
  isForPeople: boolean;
  /**
   * Send a message. Resolves when the other side has accepted it.
   *
   * @throws {DeliveryError} otherwise. If the connection was lost, the other side may have accepted it.
   */
  deliver(delivery: Delivery, signal?: AbortSignal): Promise<void>;
  /** Close its connections. */
  close(): Promise<void>;
}

/**
 * `gone`: the address says that it is no longer in use (HTTP 410). `refused`: the other side refuses this message, and may
 * accept another. `failed`: everything else, such as a wrong address, a refused password or a rate limit.
 */
export type DeliveryOutcome = 'gone' | 'refused' | 'failed';

/**
 * A message was not accepted. The message of the error is a sentence without any text that came from outside, and without
 * the address, which may be a secret.
 */
export class DeliveryError extends Error {
  override name = 'DeliveryError';

  /** @param retryAfterMs The wait that the other side asked for, in milliseconds. Undefined: it named none. */
  constructor(
    message: string,
    readonly outcome: DeliveryOutcome = 'failed',
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}
