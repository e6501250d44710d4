import { summarizeIdRange } from '../domain/scan/id-range';
import { type RequestDependencies, requestBudget, type RequestInput, sendRequest } from './request';
import { attempt } from './retry/attempt';

export interface CopyPageInput extends RequestInput {
  /** Identifies the request within its run: `page/17`. */
  requestKey: string;
  purpose: 'page' | 'reread';
  page: number;
  pageSize: number;
}

/** The parts of an answer that the workflow needs; the offers are in the mirror. */
export interface CopiedPage {
  received: number;
  retries: number;
  total: number;
  totalPages: number;
  /** When the request was sent. Of several answers, the counts of the latest ones apply. */
  observedAt: string;
}

/**
 * Copy one page of the catalogue into the mirror.
 *
 * Idempotent: the merge keeps the latest observation, and the page is recorded once under its key.
 */
export function createCopyPage(deps: RequestDependencies) {
  const { upstream, store } = deps;
  return function copyPage(input: CopyPageInput): Promise<CopiedPage> {
    const { run, requestKey, purpose, page, pageSize, status } = input;
    return attempt(
      async (current) => {
        const { answer, observedAt, answeredWithinMs } = await sendRequest(deps, current, () =>
          upstream.readPage({ page, pageSize, status, signal: current.signal }),
        );
        const { ids, ...saved } = answer;
        await store.saveAnswer({
          run,
          requestKey,
          purpose,
          observedAt,
          answeredWithinMs,
          // A suspended worker may go on with an attempt that has long been retried.
          maxAgeMs: current.timeoutMs,
          attempt: current.requests,
          page,
          ...saved,
          metIds: ids,
          absentIds: [],
          ...summarizeIdRange(ids),
        });
        const { received, total, totalPages } = answer;
        return { received, retries: current.requests - 1, total, totalPages, observedAt };
      },
      requestBudget(deps, input, requestKey),
    );
  };
}
