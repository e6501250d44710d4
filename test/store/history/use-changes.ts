import { poll } from '../../../harness/poll';
import type { Offer } from '../../../src/domain/offer';
import type { ChangePage, ChangeQuery } from '../../../src/store';
import { minute, observedOffer, type TestStore } from '../test-store';

/** The changes as `offer@minute`. */
export function keysOf({ changes }: Pick<ChangePage, 'changes'>): string[] {
  return changes.map(({ offerId, observedAt }) => `${offerId}@${new Date(observedAt).getUTCMinutes()}`);
}

/** Functions that write and list the changes of a store. */
export function useChanges(context: TestStore) {
  return {
    observe: (offerId: string, minutes: number, values: Partial<Offer> = {}) =>
      context.save([observedOffer(offerId, values)], {
        observedAt: minute(minutes),
        requestKey: `${offerId}/${minutes}`,
      }),
    /** List changes until there are `count`: other tests of this server may hold a transaction open, at which the list ends. */
    list: (count: number, query: Partial<ChangeQuery> = {}): Promise<ChangePage> =>
      poll(`the history has ${count} changes`, async () => {
        const page = await context.store.listChanges({ limit: 100, ...query });
        return page.changes.length === count && page;
      }),
  };
}
