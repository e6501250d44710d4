/** How often a block is read again while nothing arrives live, in milliseconds. */
export const REFRESH_MS = 15_000;

/** How often a run in progress is read. */
export const RUNNING_REFRESH_MS = 1_000;
