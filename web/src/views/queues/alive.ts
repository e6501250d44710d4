import type { Schemas } from '../../api';

/** An idle worker polls about once a minute; one that was not seen for longer has probably stopped. */
const ALIVE_WITHIN_MS = 90_000;

/** The workers that poll the queue now. */
export function countAlive({ workers }: Pick<Schemas['Queue'], 'workers'>, nowMs: number): number {
  return workers.filter(({ lastSeenAt }) => nowMs - Date.parse(lastSeenAt) < ALIVE_WITHIN_MS).length;
}
