/** Up to this number, the offers that change at once are told one by one. */
export const MAX_SINGLE_CHANGES = 50;

/** The share of the Active offers up to which they are told one by one. */
const MAX_SINGLE_SHARE = 0.05;

/** The offers of the watch list that the message of a mass change names at most. */
export const MAX_NAMED_OFFERS = 20;

/** Whether a number of offers that changed in the same way at once is told in one message. */
export function isMassChange(offers: number, activeBefore: number): boolean {
  return offers > MAX_SINGLE_CHANGES && offers > MAX_SINGLE_SHARE * activeBefore;
}
