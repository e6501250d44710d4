import type { RunKey } from '../domain/run';
import type { PageRead } from '../domain/scan/coverage';
import type { IdOrdering } from '../domain/scan/id-range';
import { planRecheck, readOfIds, type RecheckRequest } from '../domain/scan/plan-recheck';
import type { Store } from '../store';
import { attempt } from './retry/attempt';

export type { RecheckRequest };

export interface RecheckRound {
  /** Empty: there is nothing to look at any more. */
  requests: RecheckRequest[];
  /** Why the scan cannot be called whole; empty: it is, or it may still be. */
  reasons: string[];
}

/**
 * Decide from what the run's answers say whether the scan missed anything, and where to look again.
 *
 * Safe to repeat: it only reads.
 */
export function createPlanRecheck({ store }: { store: Store }) {
  return function planRecheckOfRun({ run }: { run: RunKey }): Promise<RecheckRound> {
    return attempt(async () => {
      const [answers, scan] = await Promise.all([store.listPageReads(run), store.summariseScan(run)]);
      const ofPages = answers.filter(({ page }) => page !== null);
      const plan = planRecheck(answers.map(toPageRead), {
        distinct: scan.distinct,
        duplicate: scan.duplicate,
        nameless: ofPages.reduce((rows, { received, met }) => rows + received - met, 0),
        lastTotal: scan.lastTotal,
        totalMoved: scan.totalMoved,
        pagesRead: scan.pagesRead,
        rereads: scan.pagesReread,
      });
      return {
        requests: plan.verdict === 'recheck' ? plan.requests : [],
        reasons: plan.verdict === 'unproven' ? plan.reasons : [],
      };
    });
  };
}

function toPageRead(answer: Awaited<ReturnType<Store['listPageReads']>>[number]): PageRead {
  const lowestId = answer.lowestId === null ? null : Number(answer.lowestId);
  const highestId = answer.highestId === null ? null : Number(answer.highestId);
  if (answer.page === null) return readOfIds(lowestId ?? 0, highestId ?? 0);
  return {
    page: answer.page,
    pageSize: answer.pageSize ?? 0,
    totalPages: answer.totalPages ?? 0,
    total: answer.total,
    received: answer.received,
    ordering: (answer.ordering ?? 'mixed') as IdOrdering,
    lowestId,
    highestId,
  };
}
