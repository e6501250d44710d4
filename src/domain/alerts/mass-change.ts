/** Up to this number, offers that change at once have a message each. */
export const MAX_SINGLE_CHANGES = 50;

/** The share of the Active offers up to which they have a message each. */
const MAX_SINGLE_SHARE = 0.05;

/** The offers of the watch list that the message of a mass change names at most. */
export const MAX_NAMED_OFFERS = 20;

/** Whether a number of offers that changed in the same way at once has one message for all. */
export function isMassChange(offers: number, activeBefore: number): boolean {
  return offers > MAX_SINGLE_CHANGES && offers > MAX_SINGLE_SHARE * activeBefore;
}
