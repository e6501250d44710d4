/** Mutes that there can be: they are read by every run, and listed as a whole. */
export const MAX_MUTES = 1_000;
