import { summarizeIdRange } from '../domain/scan/id-range';
import {
  identifyRequest,
  type RequestDependencies,
  requestBudget,
  type SavedRequestInput,
  sendRequest,
} from './request';
import { attempt } from './retry/attempt';

export interface CopyPageInput extends SavedRequestInput {
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
    const { page, pageSize, status } = input;
    return attempt(
      async (current) => {
        const timed = await sendRequest(deps, current, () =>
          upstream.readPage({ page, pageSize, status, signal: current.signal }),
        );
        const { ids, ...answer } = timed.answer;
        await store.saveAnswer({
          ...identifyRequest(input, current, timed),
          page,
          ...answer,
          metIds: ids,
          absentIds: [],
          ...summarizeIdRange(ids),
        });
        const { received, total, totalPages } = answer;
        return { received, retries: current.requests - 1, total, totalPages, observedAt: timed.observedAt };
      },
      requestBudget(deps, input, input.requestKey),
    );
  };
}
