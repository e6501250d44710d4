import { minute, observedOffer, useTestStore } from '../store/test-store';
import { readQuestions, runAt } from './questions';

const questions = readQuestions('alerts.md');

const context = useTestStore('all');

beforeAll(async () => {
  await context.save([observedOffer('3790'), observedOffer('31735')]);
  await context.store.watchOffers(['3790'], {});
  await context.pool.query(
    `INSERT INTO episodes (kind, offer_id, offer_name, started_at, ended_at, facts, end_facts, is_sent)
     SELECT kind, offer_id, 'Games PT', started_at, ended_at, '{"silentForSeconds": 600}', CASE WHEN ended_at IS NOT NULL THEN '{}'::jsonb END, true
     FROM (VALUES
       ('conversion_stopped', '3790', $1::timestamptz, $1::timestamptz + interval '20 minutes'),
       ('conversion_stopped', '3790', $1::timestamptz + interval '60 minutes', NULL),
       ('conversion_stopped', '31735', $1::timestamptz, $1::timestamptz + interval '2 days'),
       ('conversion_stopped', '31735', $1::timestamptz - interval '30 days', $1::timestamptz - interval '29 days'),
       ('status_changed', '31735', $1::timestamptz, NULL)
     ) AS added (kind, offer_id, started_at, ended_at)`,
    [minute(0)],
  );
});

/** The rows of each query, with the names of all its columns. */
const EXPECTED: Record<string, { columns: string[]; rows: object[] }> = {
  'Which offers of the watch list are in trouble now?': {
    columns: ['started_at', 'kind', 'offer_id', 'offer_name', 'facts'],
    rows: [{ offer_id: '3790', kind: 'conversion_stopped', facts: { silentForSeconds: 600 } }],
  },
  'Which offers stopped most often within a week, and for how long?': {
    columns: ['offer_id', 'offer_name', 'stops', 'silent_for'],
    rows: [
      { offer_id: '3790', stops: '2', silent_for: { minutes: 50 } },
      { offer_id: '31735', stops: '1', silent_for: { days: 2 } },
    ],
  },
};

test('each question has a query', () => {
  expect(questions.map(([question]) => question)).toEqual(Object.keys(EXPECTED));
});

test.each(questions)('%s', async (question, sql) => {
  const rows = await runAt(context.pool, minute(90), sql);
  const { columns, rows: expected } = EXPECTED[question]!;
  expect(rows).toMatchObject(expected);
  for (const row of rows) expect(Object.keys(row)).toEqual(columns);
});
