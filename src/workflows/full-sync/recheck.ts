import { isCancellation, setCurrentDetails } from '@temporalio/workflow';
import type { RecheckRequest } from '../../activities';
import { books, pagesAt } from '../activity-options';
import type { Run } from '../audited-run';
import type { FullSyncParams } from '../contract';
import { addRequests, attemptsOf, isTokenRefused, reasonOf } from '../failures';
import { workThrough } from '../work-through';
import { addReason, describeProgress, type FullSyncState } from './state';

/**
 * Look again where offers may have slipped from a page to one that had already been read: one round.
 *
 * True: nothing is left to look at, be it that the scan is proven whole, or that it cannot be and the state's
 * reasons say so. False: another round may find more.
 */
export async function recheckPages(run: Run, params: FullSyncParams, state: FullSyncState): Promise<boolean> {
  const plan = await books.planRecheck.executeWithOptions(
    { summary: 'has anything shifted while the pages were read?' },
    [{ run: run.key }],
  );
  plan.reasons.forEach((reason) => addReason(state, reason));
  if (plan.requests.length === 0) return true;

  const waiting = [...plan.requests];
  await workThrough(
    () => waiting.shift(),
    params.concurrency,
    (request) => ask(request, run, params, state),
  );
  return state.reasons.length > 0;
}

async function ask(
  request: RecheckRequest,
  run: Run,
  params: FullSyncParams,
  state: FullSyncState,
): Promise<void> {
  state.rereads += 1;
  const asked = {
    run: run.key,
    requestKey: `reread/${state.rereads}`,
    purpose: 'reread',
    status: params.status,
    retryForMs: run.pace.pageRetryForMs,
  } as const;
  try {
    const answer =
      request.kind === 'page'
        ? await pagesAt(run.pace).copyPage.executeWithOptions(
            { summary: `again: page ${request.page} of ${request.pageSize} each` },
            [{ ...asked, page: request.page, pageSize: request.pageSize }],
          )
        : await pagesAt(run.pace).copyOffers.executeWithOptions(
            { summary: `between the pages: ids ${request.offerIds[0]} to ${request.offerIds.at(-1)}` },
            [{ ...asked, offerIds: request.offerIds }],
          );
    state.progress.retries += answer.retries;
  } catch (error) {
    if (isCancellation(error)) throw error;
    addRequests(state, attemptsOf(error));
    if (isTokenRefused(error)) throw error;
    addReason(state, `looking again where pages shifted: ${reasonOf(error)}`);
  }
  setCurrentDetails(describeProgress(state));
}
