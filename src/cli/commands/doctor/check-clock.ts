import { orTimeout } from '../../../async/timeout';
import { formatAge } from '../../../format/duration';
import { MAX_CLOCK_LAG_SECONDS } from '../../../store';
import type { Service } from '../../service/open';
import type { Finding } from './checks';

/** A database that has not answered within this time is left out: its own check reports it. */
const TIMEOUT_MS = 5_000;

/** Check that the clock of the database was not set back. Undefined: the database cannot be read. */
export async function checkClock({ store }: Service): Promise<Finding | undefined> {
  const lagSeconds = await orTimeout(store.readClockLag(), TIMEOUT_MS).catch(() => undefined);
  if (lagSeconds === undefined) return undefined;
  if (lagSeconds <= MAX_CLOCK_LAG_SECONDS) {
    return { state: 'fine', found: 'not behind earlier observations', advice: null };
  }
  return {
    state: 'wrong',
    found: `the clock of the database is ${formatAge(lagSeconds * 1_000)} behind earlier observations: no run can observe offers`,
    advice: 'Correct the clock. If it is correct now and was ahead before, run `mobipium-sync clock reset`.',
  };
}
