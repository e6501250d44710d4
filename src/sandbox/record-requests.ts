import type { ServerResponse } from 'node:http';
import type { RequestParams } from './read-question';

/** One request to the network's API. */
export interface RequestRecord {
  /** Runs from 1. */
  number: number;
  atMs: number;
  params: RequestParams;
  /** Undefined as long as, or where, nothing was answered. */
  status: number | undefined;
}

/** What was asked of the network's API so far. The control routes do not count. */
export interface RequestRecords {
  readonly total: number;
  readonly inFlight: number;
  readonly inFlightMax: number;
  /** How many were answered with each status. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** How many came in each second since 1970 of the sandbox's clock; the latest 3,600 such seconds. */
  readonly bySecond: ReadonlyMap<number, number>;
  /** The latest 10,000 at least, oldest first. */
  readonly log: readonly Readonly<RequestRecord>[];
}

const SECONDS_KEPT = 3_600;
const RECORDS_KEPT = 10_000;

/** Count requests. `begin` opens a record, which the end of the response closes by itself. */
export function createRequestRecorder(clock: () => number) {
  let total = 0;
  let inFlight = 0;
  let inFlightMax = 0;
  let byStatus: Record<string, number> = {};
  const bySecond = new Map<number, number>();
  let log: RequestRecord[] = [];

  const records: RequestRecords = {
    get total() {
      return total;
    },
    get inFlight() {
      return inFlight;
    },
    get inFlightMax() {
      return inFlightMax;
    },
    get byStatus() {
      return byStatus;
    },
    bySecond,
    get log() {
      return log;
    },
  };

  return {
    records,
    begin(params: RequestParams, response: ServerResponse): { number: number; beforeInSecond: number } {
      total += 1;
      inFlight += 1;
      inFlightMax = Math.max(inFlightMax, inFlight);
      const record: RequestRecord = { number: total, atMs: clock(), params, status: undefined };
      log.push(record);
      // Cut by the half, so that a long run does not copy the log for every request.
      if (log.length >= 2 * RECORDS_KEPT) log = log.slice(-RECORDS_KEPT);
      response.once('close', () => {
        inFlight -= 1;
        if (!response.headersSent) return;
        record.status = response.statusCode;
        byStatus[record.status] = (byStatus[record.status] ?? 0) + 1;
      });

      const second = Math.floor(record.atMs / 1_000);
      const beforeInSecond = bySecond.get(second) ?? 0;
      bySecond.set(second, beforeInSecond + 1);
      const [oldest] = bySecond.keys();
      if (bySecond.size > SECONDS_KEPT && oldest !== undefined) bySecond.delete(oldest);
      return { number: record.number, beforeInSecond };
    },
    /** Begin to count anew. What is in flight stays so. */
    clear(): void {
      total = 0;
      inFlightMax = inFlight;
      byStatus = {};
      bySecond.clear();
      log = [];
    },
  };
}

export type RequestRecorder = ReturnType<typeof createRequestRecorder>;
