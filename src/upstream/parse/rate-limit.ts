const RATE_LIMIT = /too many (?:requests|calls|queries)|\brate[\s_-]?limit|slow down|request was throttled/i;

/** Whether a text of the network asks for fewer requests. */
export function asksToSlowDown(text: string): boolean {
  return RATE_LIMIT.test(text);
}
