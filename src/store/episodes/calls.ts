import type { Database } from '../database';
import { pruneEpisodes, readEpisodeCounts } from './episodes';
import { judgeOffers, type JudgeInput } from './judge';
import { acknowledgeEpisode, type EpisodeQuery, listEpisodes, readEpisode } from './list';
import { deleteMute, listMutes, saveMute } from './mutes';

/** The part of the store that judges the offers, and keeps the episodes. */
export function episodeCalls(database: Database) {
  const { pool } = database;
  return {
    judgeOffers: (input: JudgeInput) => judgeOffers(database, input),
    listEpisodes: (query: EpisodeQuery) => listEpisodes(pool, query),
    readEpisode: (id: string) => readEpisode(pool, id),
    acknowledgeEpisode: (id: string) => acknowledgeEpisode(pool, id),
    readEpisodeCounts: () => readEpisodeCounts(pool),
    pruneEpisodes: (input: { olderThanSeconds: number }) => pruneEpisodes(pool, input),
    listMutes: () => listMutes(pool),
    saveMute: (mute: Parameters<typeof saveMute>[1]) => saveMute(pool, mute),
    deleteMute: (id: string) => deleteMute(pool, id),
  };
}
