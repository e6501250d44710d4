/** The path of the network's one route, the same as the real one's. */
export const API_PATH = '/api/cpa/findmyoffers/';

/** The network answers at most so many ids a request. */
export const MOST_IDS = 50;

/** A number of the meta block; a text where the sandbox is set so, or where a fault says so. */
export type WireNumber = number | string;

/** The network's answer, as it is worded when nothing is wrong. */
export interface WireAnswer {
  success: boolean;
  message?: string;
  meta: { total: WireNumber; total_pages: WireNumber; page: WireNumber; limit: string };
  /** Rows as in NetworkRow; a fault may put anything among them. */
  offers: readonly unknown[];
  /** Seconds. */
  time_elapsed: number;
}
