import type { Database } from '../database';
import { pruneEpisodes, readEpisodeCounts } from './episodes';
import { judgeOffers, type JudgeInput } from './judge';

/** The part of the store that judges the offers, and keeps the episodes. */
export function episodeCalls(database: Database) {
  const { pool } = database;
  return {
    judgeOffers: (input: JudgeInput) => judgeOffers(database, input),
    readEpisodeCounts: () => readEpisodeCounts(pool),
    pruneEpisodes: (input: { olderThanSeconds: number }) => pruneEpisodes(pool, input),
  };
}
