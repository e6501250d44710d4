import type { MirrorRun } from '../domain/run';
import { summarizeIdRange } from '../domain/scan/id-range';
import { type RequestDependencies, type RequestInput, sendRequest } from './request';
import { attempt } from './retry/attempt';

export interface CopyPageInput extends RequestInput {
  run: MirrorRun;
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
  totalPages: number;
  /** When the request was sent. Of several answers, the `totalPages` of the latest one counts. */
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
    const { run, requestKey, purpose, page, pageSize, status, retryForMs } = input;
    return attempt(async (signal, requests) => {
      const { answer, observedAt } = await sendRequest(deps, signal, () =>
        upstream.readPage({ page, pageSize, status, signal }),
      );
      const { ids, ...saved } = answer;
      await store.saveAnswer({
        run,
        requestKey,
        purpose,
        observedAt,
        attempt: requests,
        page,
        ...saved,
        metIds: saved.offers.map((row) => row.offerId),
        absentIds: [],
        ...summarizeIdRange(ids),
      });
      const { received, totalPages } = answer;
      return { received, retries: requests - 1, totalPages, observedAt };
    }, retryForMs);
  };
}
