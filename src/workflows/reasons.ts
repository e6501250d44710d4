/** Further reasons are only counted, so that payloads stay small. */
const MAX_REASONS = 20;

/** Why a run is not complete. */
export interface Reasons {
  reasons: string[];
  /** Reasons that are not in the list. */
  unlistedReasons: number;
}

/** Record a reason. */
export function addReason(to: Reasons, reason: string): void {
  if (to.reasons.length < MAX_REASONS) to.reasons.push(reason);
  else to.unlistedReasons += 1;
}

/** Record a reason before all other ones, so that it is listed however many there are. */
export function addFirstReason(to: Reasons, reason: string): void {
  to.reasons.unshift(reason);
  to.unlistedReasons += to.reasons.splice(MAX_REASONS).length;
}

/** The recorded reasons for the audit. */
export function listReasons({ reasons, unlistedReasons }: Reasons): string[] {
  return unlistedReasons > 0 ? [...reasons, `and ${unlistedReasons} more`] : reasons;
}
