import { type AlertEdge, type AlertNotice, channelOf, createNotice } from '../../../src/domain/alerts/notice';
import { enqueueMessages } from '../../../src/store/alerts/outbox';
import { minute, type TestStore } from '../test-store';
import { pausedEpisode } from './episodes';

/** An edge of an episode, and its offer. Default: an offer of its own. */
export type Edge = [episodeId: string, edge: AlertEdge, offerId?: string];

/** The starts of this number of episodes. */
export const starts = (count: number, from = 1) =>
  Array.from({ length: count }, (_none, index): Edge => [String(from + index), 'start']);

/** What a test does with the messages of the outbox. */
export function createDeliveries(context: TestStore) {
  const claim = (key: string, isDigested: boolean) =>
    context.store.claimMessage({ key, isDigested, waitForOtherMs: 30_000 });
  const claimMail = (key: string) => claim(key, true);
  const claimHook = (key: string) => claim(key, false);
  async function enqueueNotices(notices: AlertNotice[], channel: string) {
    const client = await context.pool.connect();
    try {
      await enqueueMessages(client, notices, [channel]);
    } finally {
      client.release();
    }
  }
  return {
    enqueueNotices,
    /** Add messages about paused offers. */
    enqueue: (edges: Edge[], channel: string) =>
      enqueueNotices(
        edges.map(([id, edge, offerId = id]) =>
          createNotice(pausedEpisode({ id, offerId }), edge, minute(4)),
        ),
        channel,
      ),
    /** Claim a message of a channel that is digested. */
    claimMail,
    /** Claim a message of a channel that is not digested. */
    claimHook,
    /** Record that the channel has accepted what is sent under this key. */
    record: (key: string) => context.store.recordDelivery({ channel: channelOf(key), digest: key }),
    /** Claim a message of `mail`, record its delivery, and return the episodes of its digest. */
    deliver: async (key: string) => {
      const claimed = await claimMail(key);
      if (claimed.kind !== 'send') throw new Error(`not to be sent: ${JSON.stringify(claimed)}`);
      await context.store.recordDelivery({ channel: 'mail', digest: claimed.digest });
      return claimed.notices.map(({ episode }) => episode.id);
    },
  };
}
