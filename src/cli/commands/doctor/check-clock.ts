import { formatAge } from '../../../format/duration';
import { MAX_CLOCK_LAG_SECONDS } from '../../../store';
import type { Service } from '../../service/open';
import { fine, type Finding, readOrSkip, wrong } from './finding';

/** Check that the clock of the database was not set back. Undefined: the database cannot be read. */
export async function checkClock({ store }: Service): Promise<Finding | undefined> {
  const lagSeconds = await readOrSkip(store.readClockLag());
  if (lagSeconds === undefined) return undefined;
  if (lagSeconds <= MAX_CLOCK_LAG_SECONDS) return fine('not behind earlier observations');
  return wrong(
    `the clock of the database is ${formatAge(lagSeconds * 1_000)} behind earlier observations: no run can observe offers`,
    'Correct the clock. If it is correct now and was ahead before, run `mobipium-sync clock reset`.',
  );
}
