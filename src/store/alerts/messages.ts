import type { Database } from '../database';
import { readChannelStates } from './channels';
import { claimMessage, type MessageToClaim } from './claim';
import {
  type FailedDelivery,
  giveUpUnknown,
  recordChannelWorks,
  recordDelivery,
  recordFailure,
} from './delivery';
import { type EndedDelivery, listUndispatched, markDispatched, pruneMessages, recordEnded } from './outbox';

/** The part of the store that delivers the messages of alerts. */
export function messageCalls(database: Database) {
  const { pool } = database;
  return {
    listUndispatched: () => listUndispatched(pool),
    recordEnded: (input: EndedDelivery) => recordEnded(pool, input),
    markDispatched: (keys: readonly string[]) => markDispatched(pool, keys),
    claimMessage: (input: MessageToClaim) => claimMessage(database, input),
    recordDelivery: (input: { channel: string; digest: string }) => recordDelivery(database, input),
    recordDeliveryFailure: (input: FailedDelivery) => recordFailure(database, input),
    recordChannelWorks: (channel: string) => recordChannelWorks(pool, channel),
    giveUpUnknown: (input: { key: string }) => giveUpUnknown(database, input),
    readChannelStates: () => readChannelStates(pool),
    pruneMessages: (input: { olderThanSeconds: number }) => pruneMessages(pool, input),
  };
}
