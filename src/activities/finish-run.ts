import { Context } from '@temporalio/activity';
import type { FinishRunInput, RunRecord, Store } from '../store';
import { attempt } from './retry/attempt';

/** How a run ended, and what only its workflow knows of it. */
export type RunEnd = FinishRunInput;

export interface FinishedRun {
  offersMet: number;
  offersNew: number;
  offersChanged: number;
  listBefore: number | null;
  listAfter: number | null;
}

/**
 * Write a run's audit, summed up from its requests, and log it in one line.
 *
 * Idempotent: the first end that is written stays, and a repeat reads it back.
 */
export function createFinishRun({ store }: { store: Store }) {
  return function finishRun(input: RunEnd): Promise<FinishedRun> {
    return attempt(async () => {
      const record = await store.finishRun(input);
      logRunEnd(record);
      return {
        offersMet: record.offersMet ?? 0,
        offersNew: record.offersNew ?? 0,
        offersChanged: record.offersChanged ?? 0,
        listBefore: record.listBefore ?? null,
        listAfter: record.listAfter ?? null,
      };
    });
  };
}

function logRunEnd(record: RunRecord): void {
  const { workflowId, kind, status, durationMs, pagesRead } = record;
  const { offersMet, offersNew, offersChanged, listAfter } = record;
  const counts = { durationMs, pagesRead, offersMet, offersNew, offersChanged, listAfter };
  const facts = { workflowId, kind, status, ...counts };
  const log = Context.current().log;
  if (status === 'completed') log.info('completed', facts);
  else log.warn(status, { ...facts, reasons: record.reasons, error: record.error });
}
