import { describeEpisode } from '../domain/alerts/describe';
import type { EpisodeRecord } from '../store';

/** An alert as the API and the command line show it: the record of its episode, and what happened in words. */
export function toAlert(episode: EpisodeRecord) {
  const { isSent, ...rest } = episode;
  // A change ends when it starts, and the end of a status may only be its age.
  const hasEnd =
    episode.endedAt !== null &&
    !['payout_changed', 'mass_change'].includes(episode.kind) &&
    (episode.kind !== 'status_changed' || episode.endFacts?.status !== null);
  return {
    ...rest,
    state: episode.endedAt === null ? ('open' as const) : ('ended' as const),
    ...describeEpisode(episode, 'start'),
    endText: hasEnd ? describeEpisode(episode, 'end').text : null,
    sent: isSent,
  };
}
