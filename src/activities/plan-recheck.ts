import type { MirrorRun } from '../domain/run';
import { planRecheck } from '../domain/scan/plan-recheck';
import type { RecheckRequest } from '../domain/scan/recheck-requests';
import { scannedIds, type ScannedPage } from '../domain/scan/scanned-page';
import type { Store } from '../store';
import { attempt } from './retry/attempt';

/** What to request next to prove a scan complete. */
export interface RecheckRound {
  /** Empty: nothing is left to recheck. */
  requests: RecheckRequest[];
  /** Why the scan cannot be proven complete; empty: it is proven, or it may still be. */
  reasons: string[];
}

/**
 * Decide from the run's answers whether the scan missed offers, and where to look again.
 *
 * Idempotent: it only reads.
 */
export function createPlanRecheck({ store }: { store: Store }) {
  return function planRecheckOfRun({ run }: { run: MirrorRun }): Promise<RecheckRound> {
    return attempt(async () => {
      const [answers, scan] = await Promise.all([store.listScanAnswers(run), store.summariseScan(run)]);
      const plan = planRecheck(answers.flatMap(toScannedPage), scan);
      return {
        requests: plan.verdict === 'recheck' ? plan.requests : [],
        reasons: plan.verdict === 'unproven' ? plan.reasons : [],
      };
    });
  };
}

/** Nothing for a request by ids whose answer shows nothing. */
function toScannedPage(answer: Awaited<ReturnType<Store['listScanAnswers']>>[number]): ScannedPage | [] {
  const { page, lowestId, highestId } = answer;
  if (page === null) return lowestId === null || highestId === null ? [] : scannedIds(lowestId, highestId);
  return {
    ...answer,
    page,
    pageSize: answer.pageSize ?? 0,
    total: answer.total ?? 0,
    ordering: answer.ordering ?? 'mixed',
  };
}
