/** A message of an alert was not delivered. It has the delay until the next attempt. Its message holds no secret. */
export class DelayedError extends Error {
  override name = 'DelayedError';

  /**
   * @param outcome `undelivered`: its channel did not accept it. `waiting`: it is not its turn, which is not logged.
   * @param retryAfterMs In milliseconds.
   */
  constructor(
    readonly outcome: 'undelivered' | 'waiting',
    message: string,
    readonly retryAfterMs: number,
  ) {
    super(message);
  }
}
