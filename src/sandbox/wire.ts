/** The path of the network's only route, as in production. */
export const API_PATH = '/api/cpa/findmyoffers/';

/** The network refuses requests for more ids than this. */
export const MAX_IDS_PER_REQUEST = 50;

/** A number in the meta block. A string with `numbersAsStrings`, or under a fault. */
export type WireNumber = number | string;

/** The body of a response without a fault. */
export interface WireResponse {
  success: boolean;
  message?: string;
  meta: { total: WireNumber; total_pages: WireNumber; page: WireNumber; limit: string };
  /** Rows of type NetworkRow; a fault may insert other values. */
  offers: readonly unknown[];
  /** Seconds. */
  time_elapsed: number;
}
