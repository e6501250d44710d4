import type { Measurement } from '../measurements';
import type { Servers } from '../stack';
import { withCleanup } from '../with-cleanup';
import { compareRowRates } from './compare-row-rates';
import { compareSyncs } from './compare-syncs';

/** The Bull plan, which this service replaces, in turn with ours: FULL, HIGH, memory, and rows stored per second. */
export async function measureBaseline(servers: Servers, log: (line: string) => void): Promise<Measurement[]> {
  const syncs = await withCleanup((cleanup) => compareSyncs(servers, cleanup, log));
  log("storing observations, and the plan's upserts of the same offers");
  return [...syncs, ...(await withCleanup((cleanup) => compareRowRates(servers, cleanup)))];
}
