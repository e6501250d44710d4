import type { Schemas } from '../../api';

/** An event of the API. */
export type LiveMessage = Schemas['LiveEvent'];

/** What arrives on a stream: an event with its id if it has one, a comment, or the time to wait before connecting again. */
export type Arrival =
  | { kind: 'message'; id: string | undefined; message: LiveMessage }
  | { kind: 'sign-of-life' }
  | { kind: 'retry'; afterMs: number };
