import { minute, observedOffer, useTestStore } from '../store/test-store';
import { readQuestions, runAt } from './questions';

const questions = readQuestions('history.md');

const context = useTestStore('all');

beforeAll(async () => {
  const steps = [
    {},
    { status: 'Paused' },
    { status: 'Active', payout: '0.500' },
    { payout: '0.510' },
  ] as const;
  for (const [index, values] of steps.entries()) {
    await context.save([observedOffer('3790', values)], {
      observedAt: minute(0).replace(/0Z$/, `${index}Z`),
      requestKey: `batch/${index}`,
    });
  }
});

/** The rows of each query. */
const EXPECTED: Record<string, object[]> = {
  'Which offers stopped being Active today (UTC), and what were they?': [
    { offer_id: '3790', status: 'Paused', country: 'PT' },
  ],
  'Which came back within the last hour?': [{ offer_id: '3790', was: 'Paused' }],
  'How did the payout of an offer develop?': [
    { before: '0.350', after: '0.500' },
    { before: '0.500', after: '0.510' },
  ],
  'Whose payout rose or fell by more than a tenth within a week?': [{ before: '0.350', after: '0.500' }],
  'Which offers are new since yesterday?': [{ offer_id: '3790', vertical: 'Games' }],
  'How much changes in a day?': [
    { field: 'payout', count: '2' },
    { field: 'status', count: '2' },
  ],
  'In which hours of the day does an offer convert?': [{ seen: '1' }],
  'Which offers were seen to convert most often within a day?': [{ offer_id: '3790', seen: '1' }],
};

test('each question has a query', () => {
  expect(questions.map(([question]) => question)).toEqual(Object.keys(EXPECTED));
});

test.each(questions)('%s', async (question, sql) => {
  expect(await runAt(context.pool, minute(30), sql)).toMatchObject(EXPECTED[question]!);
});
