import type { ObservedOffer } from '../../../src/domain/offer';
import type { AlertRules, EpisodesJudged } from '../../../src/store';
import { beginRun, minute, type TestStore } from '../test-store';

export const RULES: AlertRules = {
  scope: 'watchlist',
  channels: ['mail'],
  highEverySeconds: 120,
  fullEverySeconds: 3_600,
};

export interface OutboxMessage {
  edge: string;
  title: string;
  kind: string;
  offerId: string | null;
  at: string;
}

let runs = 0;

/** Observes offers in a HIGH that asked for them at `minutes` after 10:00, and judges it. */
export async function judgeTick(
  context: TestStore,
  {
    minutes,
    offers,
    kind = 'high',
    rules = {},
  }: { minutes: number; offers: ObservedOffer[]; kind?: 'high' | 'full'; rules?: Partial<AlertRules> },
): Promise<EpisodesJudged> {
  runs += 1;
  const run = { workflowId: `${kind}-${runs}`, runId: String(runs) };
  await beginRun(context, { run, kind });
  for (let from = 0; from < offers.length; from += 100)
    await context.save(offers.slice(from, from + 100), {
      run,
      requestKey: `batch/${from}`,
      observedAt: minute(minutes),
    });
  return context.store.judgeOffers({ run, rules: { ...RULES, ...rules } });
}

/** The messages in the outbox, in their order. */
export async function readMessages({ pool }: TestStore): Promise<OutboxMessage[]> {
  const { rows } = await pool.query<OutboxMessage>(
    `SELECT edge, notice ->> 'title' AS title, notice #>> '{episode,kind}' AS kind, notice #>> '{episode,offerId}' AS "offerId",
       notice ->> 'at' AS at FROM alert_messages ORDER BY id`,
  );
  return rows;
}

/** The titles of the messages in the outbox. */
export async function readTitles(context: TestStore): Promise<string[]> {
  return (await readMessages(context)).map(({ title }) => title);
}
