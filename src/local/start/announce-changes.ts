import { setTimeout as wait } from 'node:timers/promises';
import { formatChanges, formatLiveLine, NOTABLE_KINDS } from '../../format/change-lines';
import { HistoryGoneError, type Store } from '../../store';

const EVERY_MS = 1_000;

/** A new offer has a line of its own only in the count of its run: the first FULL brings the whole catalogue. */
const KINDS = NOTABLE_KINDS.filter((kind) => kind !== 'new');

/**
 * Print a line for each notable change of an offer, or one for many at once, until the signal aborts. Never throws: what
 * cannot be read is printed later, and changes that were deleted before that are left out.
 */
export async function announceChanges(
  store: Pick<Store, 'createChangeReader'>,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const open = () => store.createChangeReader({ kinds: KINDS, wholeBursts: true });
  let reader = open();
  while (!signal.aborted) {
    try {
      const lines = formatChanges(await reader.read());
      for (const line of lines) print(formatLiveLine(line, Date.now()));
    } catch (error) {
      if (error instanceof HistoryGoneError) reader = open();
    }
    await wait(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
