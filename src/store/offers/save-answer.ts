import type { Pool } from 'pg';
import type { Instant, ObservedOffer, RejectedValue } from '../../domain/offer';
import type { RequestPurpose, RunKey } from '../../domain/run';
import { OFFER_FIELDS } from './fields';
import { FIELD_COLUMNS, MERGE_ROWS, RETURNING_CHANGES } from './merge';

/** One answer of the network, and which request of which run it answers. */
export interface AnswerToSave {
  run: RunKey;
  /** Names the request within its run: `page/17`. A repeat has the same. */
  requestKey: string;
  purpose: RequestPurpose;
  /** The database's clock, read just before the request went out. */
  observedAt: Instant;
  /** The how manieth try of this request was answered, from 1. */
  attempt: number;
  /** What a page's answer says of itself; left out for a request by ids. */
  page?: number;
  pageSize?: number;
  total?: number;
  totalPages?: number;
  /** How the ids of the answer are ordered, in the caller's words. */
  ordering?: string | null;
  lowestId?: number | bigint | string | null;
  highestId?: number | bigint | string | null;
  /** The offers that count as met by the run. */
  metIds: string[];
  /** The offers that were asked for by id and not returned. */
  absentIds: string[];
  /** Rows in the answer. */
  received: number;
  /** Of an offer that is in twice, the later row is taken. */
  offers: ObservedOffer[];
  rejected: RejectedValue[];
}

/** What an answer did to the mirror, over all tries of its request. */
export interface SavedCounts {
  received: number;
  new: number;
  changed: number;
  /** Offers that were Active and are not any more. */
  paused: number;
  rejected: number;
}

type Parameter = string | number | null | (string | number | null)[];

/** The columns of `run_requests` that a later answer to the same request replaces, with their types. */
const OF_THE_ANSWER = {
  purpose: 'text',
  page: 'integer',
  page_size: 'integer',
  total: 'integer',
  total_pages: 'integer',
  ordering: 'text',
  lowest_id: 'bigint',
  highest_id: 'bigint',
  met_ids: 'text[]',
  absent_ids: 'text[]',
  received: 'integer',
} as const;

const FIRST_OF_ANSWER = 11;
const FIRST_OF_FIELDS = FIRST_OF_ANSWER + Object.keys(OF_THE_ANSWER).length;

const COLUMNS = FIELD_COLUMNS.map(({ column }) => column).join(', ');

/**
 * One statement for all that one answer brings: a round trip, and no moment at which half of it is stored.
 *
 * Parameters: $1 workflow_id, $2 run_id, $3 request_key, $4 observed_at, $5 attempts, $6 to $10 the rejected values
 * (offer_id, field, reason, raw) and the offers' ids; then the answer's own columns; then `stale` and the columns of
 * the fields, an array each.
 */
const SAVE_ANSWER = `
WITH sent AS (
  SELECT * FROM unnest($10::text[], $${FIRST_OF_FIELDS}::jsonb[], ${FIELD_COLUMNS.map(
    ({ type }, index) => `$${FIRST_OF_FIELDS + 1 + index}::${type}[]`,
  ).join(', ')}) AS sent (offer_id, stale, ${COLUMNS})
), merged AS (
  INSERT INTO offers AS o (offer_id, observed_at, stale, ${COLUMNS})
  SELECT offer_id, observed_at, stale, ${FIELD_COLUMNS.map(({ column, stored }) => stored?.(column) ?? column).join(', ')}
  FROM sent, (SELECT $4::timestamptz AS observed_at) AS asked
  -- In one order, so that two statements with the same offers never wait for each other in a circle.
  ORDER BY offer_id COLLATE "C"
  ${MERGE_ROWS}
  ${RETURNING_CHANGES}
), named AS (
  -- Whoever gets here holds the offer's row, so that the name is that of the row also when many merge it at once.
  -- Folded by the database's collation, as what is searched for is: the id's own knows no letters but A to Z.
  INSERT INTO offer_names AS n (offer_id, words)
  SELECT offer_id, lower(concat_ws(' ', offer_id, offer_name) COLLATE "default") FROM merged WHERE is_new OR is_changed
  ON CONFLICT (offer_id) DO UPDATE SET words = excluded.words WHERE n.words <> excluded.words
), rejected AS (
  INSERT INTO rejected_rows (workflow_id, run_id, request_key, ordinal, offer_id, field, reason, raw, observed_at)
  SELECT $1, $2, $3, place - 1, offer_id, field, reason, raw, $4
  FROM unnest($6::text[], $7::text[], $8::text[], $9::text[]) WITH ORDINALITY AS r (offer_id, field, reason, raw, place)
  ON CONFLICT DO NOTHING
  RETURNING id
)
INSERT INTO run_requests AS r (workflow_id, run_id, request_key, observed_at, attempts,
  new_count, changed_count, paused_count, rejected_count, ${Object.keys(OF_THE_ANSWER).join(', ')})
SELECT $1, $2, $3, $4, $5, count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_changed),
  count(*) FILTER (WHERE is_paused), (SELECT count(*) FROM rejected),
  ${Object.values(OF_THE_ANSWER)
    .map((type, index) => `$${FIRST_OF_ANSWER + index}::${type}`)
    .join(', ')}
FROM merged
ON CONFLICT (workflow_id, run_id, request_key) DO UPDATE SET
  observed_at = greatest(r.observed_at, excluded.observed_at),
  attempts = greatest(r.attempts, excluded.attempts),
  new_count = r.new_count + excluded.new_count,
  changed_count = r.changed_count + excluded.changed_count,
  paused_count = r.paused_count + excluded.paused_count,
  rejected_count = r.rejected_count + excluded.rejected_count,
  ${Object.keys(OF_THE_ANSWER)
    .map(
      (column) =>
        `${column} = CASE WHEN r.observed_at <= excluded.observed_at THEN excluded.${column} ELSE r.${column} END`,
    )
    .join(',\n  ')}
RETURNING received, new_count AS new, changed_count AS changed, paused_count AS paused, rejected_count AS rejected`;

/**
 * Merge the offers of one answer into the mirror, note the request in its run, and keep what could not be read.
 *
 * Safe to repeat, also after an answer of the database that got lost: an observation changes nothing a second time,
 * and the counts are those of all tries together.
 */
export async function saveAnswer(pool: Pool, answer: AnswerToSave): Promise<SavedCounts> {
  const { rows } = await pool.query<SavedCounts>({
    name: 'save-answer',
    text: SAVE_ANSWER,
    values: bind(answer),
  });
  return rows[0]!;
}

function bind(answer: AnswerToSave): Parameter[] {
  const { run, rejected } = answer;
  const offers = withoutRepeats(answer.offers);
  return [
    run.workflowId,
    run.runId,
    answer.requestKey,
    answer.observedAt,
    answer.attempt,
    rejected.map(({ offerId }) => offerId),
    rejected.map(({ field }) => field),
    rejected.map(({ reason }) => reason),
    rejected.map(({ raw }) => raw),
    offers.map(({ offerId }) => offerId),
    answer.purpose,
    answer.page ?? null,
    answer.pageSize ?? null,
    answer.total ?? null,
    answer.totalPages ?? null,
    answer.ordering ?? null,
    answer.lowestId?.toString() ?? null,
    answer.highestId?.toString() ?? null,
    answer.metIds,
    answer.absentIds,
    answer.received,
    offers.map(describeUnsaid),
    ...FIELD_COLUMNS.map(({ read }) => offers.map(({ offer }) => read(offer))),
  ];
}

const FIELD_NAMES = Object.keys(OFFER_FIELDS) as (keyof typeof OFFER_FIELDS)[];

/** The fields that an observation does not say, as JSON with null for each: never observed. Null: it says all. */
function describeUnsaid({ offer }: ObservedOffer): string | null {
  const unsaid = FIELD_NAMES.filter((field) => offer[field] === undefined);
  return unsaid.length === 0
    ? null
    : JSON.stringify(Object.fromEntries(unsaid.map((field) => [field, null])));
}

/** One row an offer: a statement cannot merge two into the same row. */
function withoutRepeats(offers: ObservedOffer[]): ObservedOffer[] {
  const byId = new Map<string, ObservedOffer>();
  for (const { offerId, offer } of offers) {
    byId.set(offerId, { offerId, offer: { ...byId.get(offerId)?.offer, ...offer } });
  }
  return [...byId.values()];
}
