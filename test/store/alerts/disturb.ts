import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { createRandom } from '../../../harness/random';
import type { Disturbance } from '../../../harness/simulation/mirror';
import type { AnswerToSave, Store } from '../../../src/store';

/** The share of the calls that each disturbance befalls. */
const SHARE = 0.05;

/** With three bad runs in a row the mirror would be out of date. */
const GOOD_RUNS_BETWEEN = 4;

/**
 * Ends the connections of the store that are doing something, and waits for their ends: a killed worker, as the database
 * sees it. A connection that ends later would fail the next statement.
 */
async function endConnections(pool: Pool): Promise<void> {
  await pool.query(`SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'mobipium-sync' AND state <> 'idle'`);
  // The store learns of it when the event loop comes to its connections.
  await nextTurn();
  await nextTurn();
}

/**
 * Disturbs runs at random, as lost answers, retries, and killed workers do: answers are lost, saved twice, or saved again
 * later; the judgement is repeated, runs twice at once, or is killed and repeated; audits are not written.
 */
export function createDisturbance(seed: number, { store, pool }: { store: Store; pool: Pool }): Disturbance {
  const random = createRandom(seed);
  const happens = () => random() < SHARE;
  let earlier: AnswerToSave | undefined;
  let goodRuns = 0;
  const isBad = () => {
    if (goodRuns < GOOD_RUNS_BETWEEN || !happens()) return false;
    goodRuns = 0;
    return true;
  };
  return {
    async save(answer) {
      if (answer.purpose === 'batch' && isBad()) return false;
      await store.saveAnswer(answer);
      if (happens()) await store.saveAnswer(answer);
      if (happens() && earlier !== undefined)
        await store.saveAnswer({ ...earlier, run: answer.run, requestKey: 'late' });
      earlier = answer;
      return true;
    },
    async judge(judge) {
      if (happens()) {
        const killed = judge().catch(() => undefined);
        await sleep(10 * random());
        await endConnections(pool);
        await killed;
      }
      if (happens()) await Promise.all([judge(), judge()]);
      await judge();
      if (happens()) await judge();
    },
    isFinished() {
      goodRuns += 1;
      return !isBad();
    },
  };
}
