import { Context } from '@temporalio/activity';
import type { FinishRunInput, RunRecord, Store } from '../store';
import { attempt } from './retry/attempt';

/** How a run ended, and what only its workflow knows of it. */
export type RunAudit = FinishRunInput;

export interface FinishedRun {
  offersMet: number;
  offersNew: number;
  offersChanged: number;
  listBefore: number | null;
  listAfter: number | null;
}

/**
 * Write a run's audit, summed up from its requests, and say it in one log line.
 *
 * Safe to repeat: the first end that is written stays, a repeat reads it back.
 */
export function createFinishRun({ store }: { store: Store }) {
  return function finishRun(input: FinishRunInput): Promise<FinishedRun> {
    return attempt(async () => {
      const record = await store.finishRun(input);
      sayTheEnd(record);
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

function sayTheEnd(record: RunRecord): void {
  const { workflowId, kind, status, durationMs, pagesRead, offersMet, offersNew, offersChanged, listAfter } =
    record;
  const facts = {
    workflowId,
    kind,
    status,
    durationMs,
    pagesRead,
    offersMet,
    offersNew,
    offersChanged,
    listAfter,
  };
  const log = Context.current().log;
  if (status === 'completed') log.info('completed', { ...facts });
  else log.warn(status, { ...facts, reasons: record.reasons, error: record.error });
}
