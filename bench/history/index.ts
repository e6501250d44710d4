import type { Measurement } from '../measurements';
import type { Servers } from '../stack';
import { withCleanup } from '../with-cleanup';
import { measureHighCost } from './high-cost';
import { measureMergeCost } from './merge-cost';

export { measureDay } from './day';

/** What histories, rhythms and episodes cost: HIGH and the merge, relative to both without. */
export function measureHistory(servers: Servers, log: (line: string) => void): Promise<Measurement[]> {
  return withCleanup(async (cleanup) => {
    const high = await measureHighCost(servers, cleanup, log);
    log('storing observations with and without their history');
    return [...high, ...(await measureMergeCost(servers, cleanup))];
  });
}
