import { databaseActivities } from './activity-options';
import { type AuditInput, withAudit } from './audited-run';
import { initialProgress, type RunSummary } from './contract';
import { updateConversionList } from './update-conversion-list';

/**
 * Update the ConversionList from the mirror even if no sync succeeds, and delete old runs and rejected rows.
 *
 * It sends no request to the network.
 */
export async function refreshConversionList(): Promise<RunSummary> {
  const progress = initialProgress('refresh');
  const audit: AuditInput = { reasons: [], pagesPlanned: 0, extraRequests: 0, extraRetries: 0 };

  return withAudit({ kind: 'refresh', params: {}, progress, partialAudit: () => audit }, async (run) => {
    progress.phase = 'updating-list';
    await updateConversionList(run);
    await databaseActivities.pruneRuns.executeWithOptions({ summary: 'delete old runs and rejected rows' }, [
      { run: run.key },
    ]);
    return audit;
  });
}
