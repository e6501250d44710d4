import { findInputProblem } from '../domain/run-params';
import { databaseActivities } from './activity-options';
import { type AuditInput, withAudit } from './audited-run';
import { initialProgress, type RunSummary } from './contract';
import { updateConversionList } from './update-conversion-list';

/**
 * Update the ConversionList from the mirror even if no sync succeeds, and delete old runs and rejected rows.
 *
 * It sends no request to the network, and takes no parameters.
 */
export async function refreshConversionList(...args: unknown[]): Promise<RunSummary> {
  const progress = initialProgress('refresh');
  const audit: AuditInput = { reasons: [], pagesPlanned: 0, extraRequests: 0, extraRetries: 0 };

  const inputProblem = findInputProblem('refresh', args);
  const options = { kind: 'refresh', params: {}, inputProblem, progress, partialAudit: () => audit } as const;
  return withAudit(options, async (run) => {
    progress.phase = 'updating-list';
    await updateConversionList(run);
    const note = await databaseActivities.pruneRuns.executeWithOptions(
      { summary: 'delete old runs and rejected rows' },
      [{ run: run.key }],
    );
    return note === undefined ? audit : { ...audit, notes: [note] };
  });
}
