/**
 * The longest wait that the network may ask us for, in milliseconds: 10 minutes. What it asks beyond that is cut.
 *
 * So much longer than its own time may a page of FULL take for such waits, all of them together.
 */
export const LONGEST_TOLD_WAIT_MS = 600_000;
