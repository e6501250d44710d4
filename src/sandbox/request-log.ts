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
  const stats = {
    total: 0,
    inFlight: 0,
    inFlightMax: 0,
    byStatus: {} as Record<string, number>,
    bySecond: new Map<number, number>(),
    log: [] as RequestRecord[],
  };

  return {
    stats: stats as RequestStats,
    begin(params: RequestParams, response: ServerResponse): { number: number; earlierInSecond: number } {
      stats.total += 1;
      stats.inFlight += 1;
      stats.inFlightMax = Math.max(stats.inFlightMax, stats.inFlight);
      const record: RequestRecord = { number: stats.total, atMs: clock(), params, status: undefined };
      stats.log.push(record);
      // Drop half of the log at a time, so that a long run does not copy it for every request.
      if (stats.log.length >= 2 * RECORDS_KEPT) stats.log = stats.log.slice(-RECORDS_KEPT);
      response.once('close', () => {
        stats.inFlight -= 1;
        if (!response.headersSent) return;
        record.status = response.statusCode;
        stats.byStatus[record.status] = (stats.byStatus[record.status] ?? 0) + 1;
      });

      const second = Math.floor(record.atMs / 1_000);
      const earlierInSecond = stats.bySecond.get(second) ?? 0;
      stats.bySecond.set(second, earlierInSecond + 1);
      const [oldest] = stats.bySecond.keys();
      if (stats.bySecond.size > SECONDS_KEPT && oldest !== undefined) stats.bySecond.delete(oldest);
      return { number: record.number, earlierInSecond };
    },
    /** Reset all counts. Requests in flight stay counted as in flight. */
    clear(): void {
      stats.total = 0;
      stats.inFlightMax = stats.inFlight;
      stats.byStatus = {};
      stats.bySecond.clear();
      stats.log = [];
    },
  };
}

export type RequestLog = ReturnType<typeof createRequestLog>;
