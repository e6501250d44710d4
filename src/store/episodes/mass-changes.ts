import type { PoolClient } from 'pg';
import type { EpisodeFacts } from '../../domain/alerts/episode';
import { isMassChange, MAX_NAMED_OFFERS, MAX_SINGLE_CHANGES } from '../../domain/alerts/mass-change';
import type { Instant } from '../../domain/offer';
import type { Audience, Subject } from './audience';
import type { NewEpisode } from './episodes';
import { type OfferFindings, edgeKey, withoutOffer } from './record';

/** An offer that is part of a possible mass change. */
interface Changed {
  offerId: string | null;
  at: Instant;
  key: string;
}

/** Finds the changes that too many offers show to send a message for each: one message names them all. */
export async function findMassChanges(
  client: PoolClient,
  { starts, ends }: OfferFindings,
  { subjects, audience }: { subjects: Map<string, Subject>; audience: Audience },
): Promise<{ episodes: NewEpisode[]; sentTogether: Set<string> }> {
  const started = (isPart: (episode: NewEpisode) => boolean, edge: 'start' | 'end'): Changed[] =>
    starts.filter(isPart).map((episode) => ({
      offerId: episode.offerId,
      at: edge === 'end' ? episode.endedAt! : episode.startedAt,
      key: edgeKey(episode, edge),
    }));
  const isStatus = ({ kind }: NewEpisode) => kind === 'status_changed';
  const changes: Record<EpisodeFacts['mass_change']['change'], Changed[]> = {
    left_active: started(
      (episode) =>
        isStatus(episode) &&
        episode.endedAt === null &&
        'from' in episode.facts &&
        episode.facts.from === 'Active',
      'start',
    ),
    active_again: [
      ...started((episode) => isStatus(episode) && episode.endedAt !== null, 'end'),
      ...ends
        .filter(
          ({ kind, endFacts }) =>
            kind === 'status_changed' && 'status' in endFacts && endFacts.status === 'Active',
        )
        .map((end) => ({ offerId: end.offerId, at: end.endedAt, key: edgeKey(end, 'end') })),
    ],
    payout: started(({ kind }) => kind === 'payout_changed', 'start'),
  };
  const large = Object.entries(changes).filter(([, changed]) => changed.length > MAX_SINGLE_CHANGES);
  if (large.length === 0) return { episodes: [], sentTogether: new Set() };
  const { rows } = await client.query<{ active: number }>(
    `SELECT count(*)::int AS active FROM alert_baselines WHERE status = 'Active'`,
  );
  const activeBefore = rows[0]!.active;
  const masses = large.filter(([, changed]) => isMassChange(changed.length, activeBefore));
  // If the message for all is muted, it cannot stand for those of the watch list.
  const isSent = audience.isSent('mass_change');
  const together = masses.flatMap(([, changed]) =>
    changed.filter(({ offerId }) => isSent || !subjects.get(offerId!)!.isWatched),
  );
  return {
    sentTogether: new Set(together.map(({ key }) => key)),
    episodes: masses.map(([change, changed]) => {
      const watched = changed.flatMap(({ offerId }) => {
        const subject = subjects.get(offerId!)!;
        return subject.isWatched ? [{ offerId: offerId!, offerName: subject.offerName }] : [];
      });
      const at = changed
        .map((each) => each.at)
        .toSorted()
        .at(-1)!;
      const facts = {
        change: change as keyof typeof changes,
        offers: changed.length,
        activeBefore,
        watched: watched.slice(0, MAX_NAMED_OFFERS),
        watchedOffers: watched.length,
      };
      return withoutOffer({ kind: 'mass_change', startedAt: at, endedAt: at, facts, endFacts: {} }, audience);
    }),
  };
}
