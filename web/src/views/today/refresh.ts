/** How often a block is read again while nothing arrives live, in milliseconds. */
export const REFRESH_MS = 15_000;
