import { books } from './activity-options';
import { tellRun, type Ending } from './audited-run';
import type { RunSummary, SyncProgress } from './contract';

/**
 * Bring the ConversionList in line with the mirror, whatever the syncs did, and forget runs that nobody needs.
 *
 * It asks nothing of the network.
 */
export async function refreshConversionList(): Promise<RunSummary> {
  const progress: SyncProgress = {
    kind: 'refresh',
    phase: 'starting',
    pagesTotal: null,
    pagesDone: 0,
    chunksTotal: null,
    chunksDone: 0,
    offersMet: 0,
    retries: 0,
    etaSeconds: null,
  };
  const ending: Ending = { reasons: [], pagesPlanned: 0, extraRequests: 0, extraRetries: 0, list: null };

  return tellRun({ kind: 'refresh', params: {}, progress, soFar: () => ending }, async (run) => {
    progress.phase = 'updating-list';
    ending.list = await books.refreshList.executeWithOptions(
      { summary: 'bring the ConversionList in line' },
      [{ run: run.key }],
    );
    await books.forgetOldRuns.executeWithOptions({ summary: 'forget old runs and rejected rows' }, []);
    return ending;
  });
}
