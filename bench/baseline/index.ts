import type { Measurement } from '../measurements';
import type { Servers } from '../stack';
import { withCleanup } from '../with-cleanup';
import { compareRowRates } from './compare-row-rates';
import { compareSyncs } from './compare-syncs';
import { installPrisma } from './database';

/** The Bull plan, which this service replaces, in turn with ours: FULL, HIGH, memory, and rows stored per second. */
export async function measureBaseline(servers: Servers, log: (line: string) => void): Promise<Measurement[]> {
  const prismaFolder = await installPrisma(log);
  const syncs = await withCleanup((cleanup) => compareSyncs(servers, prismaFolder, cleanup, log));
  log("storing observations, and the plan's upserts of the same offers");
  const rowRates = await withCleanup((cleanup) => compareRowRates(servers, prismaFolder, cleanup));
  return [...syncs, ...rowRates];
}
