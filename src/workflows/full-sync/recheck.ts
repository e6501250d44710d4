import { setCurrentDetails } from '@temporalio/workflow';
import type { RecheckRequest } from '../../domain/scan/recheck-requests';
import { databaseActivities, requestActivities } from '../activity-options';
import type { Run } from '../audited-run';
import { type FullSyncParams, requestKey } from '../contract';
import { countRequests, isRefused, recordFailure, requestsSent } from '../failures';
import { addReason } from '../reasons';
import { requestEach } from '../request-each';
import { describeProgress, type FullSyncState } from './state';

/**
 * One round of rereading where offers may have shifted to a page that had already been read.
 *
 * Returns true when nothing is left to recheck: the scan is proven complete, or the state's reasons say why it cannot
 * be. Returns false when another round may find more.
 */
export async function recheckPages(run: Run, params: FullSyncParams, state: FullSyncState): Promise<boolean> {
  const plan = await databaseActivities.planRecheck.executeWithOptions(
    { summary: 'find pages that shifted during the scan' },
    [{ run: run.key }],
  );
  plan.reasons.forEach((reason) => addReason(state, reason));
  if (plan.requests.length === 0) return true;

  const earlyEnd = await requestEach(
    plan.requests,
    {
      limit: params.concurrency,
      endsAtMs: run.requestsEndAtMs,
      onFailure: (_request, error) =>
        addReason(state, `reread where pages shifted: ${recordFailure(error, state)}`),
    },
    (request) => reread(request, run, params, state),
  );
  const unread = earlyEnd?.unread.length ?? 0;
  if (earlyEnd !== null && unread > 0) addReason(state, `rereads (${unread} or more): ${earlyEnd.why}`);
  return state.reasons.length > 0;
}

async function reread(
  request: RecheckRequest,
  run: Run,
  params: FullSyncParams,
  state: FullSyncState,
): Promise<void> {
  state.rereads += 1;
  const input = {
    run: run.key,
    requestKey: requestKey('reread', state.rereads),
    purpose: 'reread',
    status: params.status,
    retryForMs: run.limits.pageRetryForMs,
  } as const;
  const readPage = ({ page, pageSize }: { page: number; pageSize: number }, requestKey = input.requestKey) =>
    requestActivities(run.limits).copyPage.executeWithOptions(
      { summary: `reread page ${page} of ${pageSize} offers` },
      [{ ...input, requestKey, page, pageSize }],
    );
  const answer =
    request.kind === 'page'
      ? await readPage(request).catch((error: unknown) => {
          if (request.ifRefused === undefined || !isRefused(error)) throw error;
          countRequests(state, requestsSent(error));
          state.rereads += 1;
          return readPage(request.ifRefused, requestKey('reread', state.rereads));
        })
      : await requestActivities(run.limits).copyOffers.executeWithOptions(
          { summary: `reread between pages: ids ${request.offerIds[0]} to ${request.offerIds.at(-1)}` },
          [{ ...input, offerIds: request.offerIds, companionIds: request.companionIds }],
        );
  state.answersSaved += 1;
  state.progress.retries += answer.retries;
  setCurrentDetails(describeProgress(state));
}
