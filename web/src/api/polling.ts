/** How often queries are read although their changes arrive live, in milliseconds: for what has no events. */
const LIVE_EVERY_MS = 60_000;

let isLive = false;

/** Tells whether changes arrive live. */
export function setLive(live: boolean): void {
  isLive = live;
}

/** How often a query is read again, in milliseconds: `ms`, or once a minute at most while its changes arrive live. */
export function unlessLive(ms: number): number {
  return isLive ? Math.max(ms, LIVE_EVERY_MS) : ms;
}
