import type { ServerResponse } from 'node:http';
import type { RequestParams } from './request';

/** One request to the network's API. */
export interface RequestRecord {
  /** Counted from 1. */
  number: number;
  atMs: number;
  params: RequestParams;
  /** Undefined until, and unless, response headers were sent. */
  status: number | undefined;
}

/** Requests to the network's API so far. The control routes do not count. */
export interface RequestStats {
  readonly total: number;
  readonly inFlight: number;
  readonly inFlightMax: number;
  /** Number of responses by HTTP status. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Number of requests by second since 1970 on the sandbox's clock, for the latest 3,600 seconds with requests. */
  readonly bySecond: ReadonlyMap<number, number>;
  /** At least the latest 10,000 requests, oldest first. */
  readonly log: readonly Readonly<RequestRecord>[];
}

const SECONDS_KEPT = 3_600;
const RECORDS_KEPT = 10_000;

/** Create a log of requests. `begin` opens a record; the end of the response completes it. */
export function createRequestLog(clock: () => number) {
  let total = 0;
  let inFlight = 0;
  let inFlightMax = 0;
  let byStatus: Record<string, number> = {};
  const bySecond = new Map<number, number>();
  let log: RequestRecord[] = [];

  const stats: RequestStats = {
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
    stats,
    begin(params: RequestParams, response: ServerResponse): { number: number; earlierInSecond: number } {
      total += 1;
      inFlight += 1;
      inFlightMax = Math.max(inFlightMax, inFlight);
      const record: RequestRecord = { number: total, atMs: clock(), params, status: undefined };
      log.push(record);
      // Drop half of the log at a time, so that a long run does not copy it for every request.
      if (log.length >= 2 * RECORDS_KEPT) log = log.slice(-RECORDS_KEPT);
      response.once('close', () => {
        inFlight -= 1;
        if (!response.headersSent) return;
        record.status = response.statusCode;
        byStatus[record.status] = (byStatus[record.status] ?? 0) + 1;
      });

      const second = Math.floor(record.atMs / 1_000);
      const earlierInSecond = bySecond.get(second) ?? 0;
      bySecond.set(second, earlierInSecond + 1);
      const [oldest] = bySecond.keys();
      if (bySecond.size > SECONDS_KEPT && oldest !== undefined) bySecond.delete(oldest);
      return { number: record.number, earlierInSecond };
    },
    /** Reset all counts. Requests in flight stay counted as in flight. */
    clear(): void {
      total = 0;
      inFlightMax = inFlight;
      byStatus = {};
      bySecond.clear();
      log = [];
    },
  };
}

export type RequestLog = ReturnType<typeof createRequestLog>;
