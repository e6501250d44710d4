import type { Pool } from 'pg';
import type { FieldCounts } from '../../domain/answer-fields';
import type { Instant, ObservedOffer, RejectedValue } from '../../domain/offer';
import type { RequestPurpose, RunKey } from '../../domain/run';
import type { IdRange } from '../../domain/scan/id-range';
import { StoreError } from '../errors';
import { COUNT_CONVERSIONS, recordChanges } from '../history/record';
import { prepare } from '../prepared';
import { describeStale } from './fields';
import { FIELD_COLUMNS, MERGE_ROWS, RETURNING_CHANGES, TIME_COLUMNS, TIME_VALUES } from './merge';

/** One answer of the network, the order and the ends of its ids, and the request of the run that it belongs to. */
export interface AnswerToSave extends Partial<IdRange> {
  run: RunKey;
  /** Identifies the request within its run, such as `page/17`. A retry has the same key. */
  requestKey: string;
  purpose: RequestPurpose;
  /** The database's clock, read just before the request was sent. */
  observedAt: Instant;
  /** From `observedAt` until the answer had arrived, in milliseconds: the network computed its ages in between. Default: 0. */
  answeredWithinMs?: number;
  /** Refuse the answer if its request was sent longer ago, in milliseconds. Default: no limit. */
  maxAgeMs?: number;
  /** Number of the attempt that was answered, from 1. */
  attempt: number;
  /** What the answer to a page request reports about the page; missing for a request by ids. */
  page?: number;
  pageSize?: number;
  total?: number;
  totalPages?: number;
  /** The offers that count as met by the run, once for each of their rows. */
  metIds: string[];
  /** The offers that were requested by id and not returned. */
  absentIds: string[];
  /** Rows in the answer. */
  received: number;
  /** Rows that are equal to another row of the answer. Default: 0. */
  repeated?: number;
  /** If an offer occurs twice, the fields of the later row win. */
  offers: ObservedOffer[];
  rejected: RejectedValue[];
  /** The fields of its rows, by the network's own names. Default: unknown, so the run's verdict does not use the answer. */
  fields?: Record<string, FieldCounts>;
  /** A row that shows the names of the fields. */
  sampleRow?: string | null;
}

/** The effect of an answer on the mirror, over all attempts of its request. */
export interface SavedCounts {
  received: number;
  new: number;
  changed: number;
  /** Offers whose status changed from Active to another. */
  paused: number;
  /** Offers whose status changed to Active from another. */
  resumed: number;
  rejected: number;
}

type Parameter = string | number | null | (string | number | null)[];

/** The columns of `run_requests` that a later answer to the same request replaces. */
const ANSWER_COLUMNS: { column: string; type: string; read: (answer: AnswerToSave) => Parameter }[] = [
  { column: 'purpose', type: 'text', read: ({ purpose }) => purpose },
  { column: 'page', type: 'integer', read: ({ page }) => page ?? null },
  { column: 'page_size', type: 'integer', read: ({ pageSize }) => pageSize ?? null },
  { column: 'total', type: 'integer', read: ({ total }) => total ?? null },
  { column: 'total_pages', type: 'integer', read: ({ totalPages }) => totalPages ?? null },
  { column: 'ordering', type: 'text', read: ({ ordering }) => ordering ?? null },
  { column: 'lowest_id', type: 'bigint', read: ({ lowestId }) => lowestId ?? null },
  { column: 'highest_id', type: 'bigint', read: ({ highestId }) => highestId ?? null },
  { column: 'met_ids', type: 'text[]', read: ({ metIds }) => metIds },
  { column: 'absent_ids', type: 'text[]', read: ({ absentIds }) => absentIds },
  { column: 'received', type: 'integer', read: ({ received }) => received },
  { column: 'repeated', type: 'integer', read: ({ repeated }) => repeated ?? 0 },
  {
    column: 'fields',
    type: 'jsonb',
    read: ({ fields }) => (fields === undefined ? null : JSON.stringify(fields)),
  },
  { column: 'sample_row', type: 'text', read: ({ sampleRow }) => sampleRow ?? null },
];

const FIRST_ANSWER_PARAMETER = 12;
const FIRST_FIELD_PARAMETER = FIRST_ANSWER_PARAMETER + ANSWER_COLUMNS.length;

const MAX_AGE_PARAMETER = FIRST_FIELD_PARAMETER + 1 + FIELD_COLUMNS.length;

/** Whether the answer is not too old to be saved. */
const IS_RECENT = `($${MAX_AGE_PARAMETER}::float8 IS NULL
    OR $4::timestamptz >= statement_timestamp() - $${MAX_AGE_PARAMETER}::float8 * interval '1 millisecond')`;

const COLUMNS = FIELD_COLUMNS.map(({ column }) => column).join(', ');

/** Identifies a rejected value in `rejected_rows`, for every request that returns it. A migration has the same expression. */
const REJECTED_KEY = `encode(sha256(convert_to(jsonb_build_array(offer_id, field, reason, raw)::text, 'UTF8')), 'hex')`;

/** The rejected values that no earlier attempt of the request `r` has counted. */
const FROM_ADDED = 'FROM rejected WHERE key <> ALL (r.rejected_keys)';

/** SQL for `DO UPDATE SET` that takes a column from the later of the rows `r` and `excluded`. */
function takeLater(column: string, time: string): string {
  return `${column} = CASE WHEN r.${time} <= excluded.${time} THEN excluded.${column} ELSE r.${column} END`;
}

/**
 * Saves everything in one answer with one statement: a single round trip, and never a partial result.
 *
 * Parameters: $1 workflow_id, $2 run_id, $3 request_key, $4 observed_at, $5 attempts, $6 to $9 the rejected values
 * (offer_id, field, reason, raw), $10 the offers' ids, $11 within how many milliseconds it was answered; then
 * {@link ANSWER_COLUMNS}; then `stale` and the columns of the fields, one array each; then the maximum age. An answer
 * that is too old changes nothing and returns no row.
 */
const SAVE_ANSWER = `
WITH sent AS (
  SELECT * FROM unnest($10::text[], $${FIRST_FIELD_PARAMETER}::jsonb[], ${FIELD_COLUMNS.map(
    ({ type }, index) => `$${FIRST_FIELD_PARAMETER + 1 + index}::${type}[]`,
  ).join(', ')}) AS sent (offer_id, stale, ${COLUMNS})
  WHERE ${IS_RECENT}
), merged AS (
  INSERT INTO offers AS o (offer_id, ${TIME_COLUMNS}, stale, ${COLUMNS})
  SELECT offer_id, ${TIME_VALUES}, stale, ${FIELD_COLUMNS.map(({ column, stored }) => stored?.(column) ?? column).join(', ')}
  FROM sent, (SELECT $4::timestamptz AS observed_at,
    $4::timestamptz + $11::float8 * interval '1 millisecond' AS answered_at) AS request
  -- A fixed lock order prevents deadlocks between statements with the same offers.
  ORDER BY offer_id COLLATE "C"
  ${MERGE_ROWS}
  ${RETURNING_CHANGES}
), recorded AS (
  ${recordChanges('$4::timestamptz')}
), converted AS (
  ${COUNT_CONVERSIONS}
), named AS (
  -- The offer's row is locked here, so the name is the row's current one, also with concurrent merges.
  -- The database's collation converts all letters to lower case; collation C, that of the id, only A to Z.
  INSERT INTO offer_names AS n (offer_id, words)
  SELECT offer_id, lower(concat_ws(' ', offer_id, offer_name) COLLATE "default") FROM merged WHERE is_new OR is_changed
  ON CONFLICT (offer_id) DO UPDATE SET words = excluded.words WHERE n.words <> excluded.words
), rejected AS (
  SELECT ${REJECTED_KEY} AS key, offer_id, field, reason, raw, count(*)::integer AS count
  FROM unnest($6::text[], $7::text[], $8::text[], $9::text[]) AS r (offer_id, field, reason, raw)
  GROUP BY offer_id, field, reason, raw
), request AS (
  INSERT INTO run_requests AS r (workflow_id, run_id, request_key, observed_at, attempts,
    new_count, changed_count, paused_count, resumed_count, overtaken_count, rejected_count, rejected_keys, added_keys,
    ${ANSWER_COLUMNS.map(({ column }) => column).join(', ')})
  SELECT $1, $2, $3, $4, $5, count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_changed),
    count(*) FILTER (WHERE is_paused), count(*) FILTER (WHERE is_resumed), (SELECT count(*) FROM sent) - count(*),
    (SELECT coalesce(sum(count), 0) FROM rejected),
    ARRAY(SELECT key FROM rejected), ARRAY(SELECT key FROM rejected),
    ${ANSWER_COLUMNS.map(({ type }, index) => `$${FIRST_ANSWER_PARAMETER + index}::${type}`).join(', ')}
  FROM merged
  HAVING ${IS_RECENT}
  ON CONFLICT (workflow_id, run_id, request_key) DO UPDATE SET
    observed_at = greatest(r.observed_at, excluded.observed_at),
    attempts = greatest(r.attempts, excluded.attempts),
    new_count = r.new_count + excluded.new_count,
    changed_count = r.changed_count + excluded.changed_count,
    paused_count = r.paused_count + excluded.paused_count,
    resumed_count = r.resumed_count + excluded.resumed_count,
    overtaken_count = r.overtaken_count + excluded.overtaken_count,
    rejected_count = r.rejected_count + (SELECT coalesce(sum(count), 0) ${FROM_ADDED}),
    rejected_keys = r.rejected_keys || ARRAY(SELECT key ${FROM_ADDED}),
    added_keys = ARRAY(SELECT key ${FROM_ADDED}),
    ${ANSWER_COLUMNS.map(({ column }) => takeLater(column, 'observed_at')).join(',\n    ')}
  RETURNING received, new_count, changed_count, paused_count, resumed_count, rejected_count, added_keys
), counted AS (
  INSERT INTO rejected_rows AS r
    (key, offer_id, field, reason, raw, first_seen, last_seen, count, workflow_id, run_id, request_key)
  SELECT key, offer_id, field, reason, raw, $4, $4, count, $1, $2, $3
  FROM rejected WHERE key IN (SELECT unnest(added_keys) FROM request)
  -- Also a fixed lock order, after the locks of the offers.
  ORDER BY key COLLATE "C"
  ON CONFLICT (key) DO UPDATE SET
    first_seen = least(r.first_seen, excluded.first_seen),
    last_seen = greatest(r.last_seen, excluded.last_seen),
    count = r.count + excluded.count,
    ${['workflow_id', 'run_id', 'request_key'].map((column) => takeLater(column, 'last_seen')).join(',\n    ')}
)
SELECT received, new_count AS new, changed_count AS changed, paused_count AS paused,
  resumed_count AS resumed, rejected_count AS rejected
FROM request`;

const save = prepare<SavedCounts>('save-answer', SAVE_ANSWER);

/**
 * Merges the offers of one answer into the mirror, records the request in its run, and stores the rejected values.
 *
 * Idempotent, also if the database's answer was lost: an observation that was already merged changes nothing, and the
 * counts are those of all attempts together. A rejected value has one row for all requests that return it; a request
 * counts it once, in the first attempt that returned it.
 *
 * @throws {StoreError} `too_old` if the request was sent longer ago than `maxAgeMs`. Nothing was saved.
 */
export async function saveAnswer(pool: Pool, answer: AnswerToSave): Promise<SavedCounts> {
  const { rows } = await save(pool, bind(answer));
  if (rows[0] === undefined) {
    throw new StoreError(
      'too_old',
      'the answer to a request was refused, because it was too old when it could be saved: the worker was suspended',
    );
  }
  return rows[0];
}

function bind(answer: AnswerToSave): Parameter[] {
  const { run, rejected } = answer;
  const offers = dedupe(answer.offers);
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
    answer.answeredWithinMs ?? 0,
    ...ANSWER_COLUMNS.map(({ read }) => read(answer)),
    offers.map(({ offer }) => describeStale(offer)),
    ...FIELD_COLUMNS.map(({ read }) => offers.map(({ offer }) => read(offer))),
    answer.maxAgeMs ?? null,
  ];
}

/** Merges rows of the same offer: a statement cannot update a row twice. */
function dedupe(offers: ObservedOffer[]): ObservedOffer[] {
  const byId = new Map<string, ObservedOffer>();
  for (const { offerId, offer } of offers) {
    byId.set(offerId, { offerId, offer: { ...byId.get(offerId)?.offer, ...offer } });
  }
  return [...byId.values()];
}
