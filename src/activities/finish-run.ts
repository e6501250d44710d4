import { Context } from '@temporalio/activity';
import type { MirrorRun } from '../domain/run';
import type { AlertRules, FinishRunInput, RunRecord } from '../store';
import { dispatchMessages, type DispatchDependencies } from './alerts/dispatch';
import { attempt } from './retry/attempt';

/** The workflow's part of a run's audit. */
export interface RunEnd extends FinishRunInput {
  run: MirrorRun;
}

/** `status` and `reasons` may differ from the input: a completed run becomes incomplete if the database lost answers. */
export type FinishedRun = Pick<RunRecord, 'status' | 'reasons' | 'listBefore' | 'listAfter'> &
  Record<'offersMet' | 'offersNew' | 'offersChanged', number>;

/**
 * Write a run's audit, summed up from its requests, judge whether the mirror is out of date, and log the run in one line.
 * Then start the delivery of the alerts in the outbox: every run ends with this activity, also a failed or cancelled one.
 *
 * Idempotent: the first end that is written stays, and a repeat reads it back.
 */
export function createFinishRun(deps: DispatchDependencies & { alertRules: AlertRules }) {
  return function finishRun(input: RunEnd): Promise<FinishedRun> {
    return attempt(async () => {
      const record = await deps.store.finishRun(input, deps.alertRules);
      logRunEnd(record);
      await dispatchMessages(deps);
      const { status, reasons, offersMet, offersNew, offersChanged, listBefore, listAfter } = record;
      return {
        status,
        reasons,
        offersMet: offersMet ?? 0,
        offersNew: offersNew ?? 0,
        offersChanged: offersChanged ?? 0,
        listBefore,
        listAfter,
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
