import { ConfigError, readConfig } from '../../src/config';
import { problemsOf } from './problems-of';

test.each([
  [
    { HIGH_SYNC_EVERY: '2500ms' },
    'HIGH_SYNC_EVERY (2500ms) must be whole seconds: schedules count in seconds',
  ],
  [
    { FULL_SYNC_EVERY: '30s' },
    'FULL_SYNC_EVERY (30s) must be at least 1m: the start of a FULL is delayed by up to a minute',
  ],
  [
    { KEEP_CHANGES_FOR: '90m' },
    'KEEP_CHANGES_FOR (90m) must be at least 1d: the history is deleted by the day',
  ],
  [{ KEEP_RUNS_FOR: '12h' }, 'KEEP_RUNS_FOR (12h) must be at least 1d: metrics cover the last day'],
  [
    { KEEP_CONVERSIONS_FOR: '23h' },
    'KEEP_CONVERSIONS_FOR (23h) must be at least 1d: offers show the conversions of the last day',
  ],
  [
    { UPSTREAM_TIMEOUT: '2m' },
    'UPSTREAM_TIMEOUT (2m) must be shorter than HIGH_BATCH_RETRY_FOR (90s): otherwise nothing is retried',
  ],
  [
    { FULL_PAGE_RETRY_FOR: '30s' },
    'UPSTREAM_TIMEOUT (30s) must be shorter than FULL_PAGE_RETRY_FOR (30s): otherwise nothing is retried',
  ],
  [
    { HIGH_BATCH_RETRY_FOR: '451s' },
    'HIGH_BATCH_RETRY_FOR (451s) and UPSTREAM_TIMEOUT (30s) must be at most 8m together: a HIGH has no more time for its requests',
  ],
  [
    { FULL_PAGE_RETRY_FOR: '165m' },
    'FULL_PAGE_RETRY_FOR (165m) and UPSTREAM_TIMEOUT (30s) must be at most 165m together: a FULL has 350m for all its requests',
  ],
  [
    { HIGH_SYNC_REQUESTS_PER_SECOND: '0.004', HIGH_SYNC_EVERY: '4m' },
    'HIGH_SYNC_REQUESTS_PER_SECOND (0.004) allows less than one request in HIGH_SYNC_EVERY (4m)',
  ],
  [
    { FULL_SYNC_REQUESTS_PER_SECOND: '0.005' },
    'FULL_SYNC_REQUESTS_PER_SECOND (0.005) allows fewer than 120 requests in the 350m that a FULL has for them',
  ],
])('%j cannot work, and is refused with the values', (environment, problem) => {
  expect(problemsOf(environment)).toEqual([problem]);
});

test.each([
  { HIGH_SYNC_EVERY: '1s', FULL_SYNC_EVERY: '1m', KEEP_RUNS_FOR: '1d' },
  {
    HIGH_SYNC_EVERY: '36500d',
    KEEP_CHANGES_FOR: '36500d',
    KEEP_RUNS_FOR: '36500d',
    KEEP_CONVERSIONS_FOR: '1d',
  },
  { UPSTREAM_TIMEOUT: '89s' },
  { HIGH_BATCH_RETRY_FOR: '450s' },
  { UPSTREAM_TIMEOUT: '3m', HIGH_BATCH_RETRY_FOR: '5m' },
  { FULL_PAGE_RETRY_FOR: '164m' },
  { HIGH_SYNC_REQUESTS_PER_SECOND: '0.05', HIGH_SYNC_EVERY: '20s' },
  { HIGH_SYNC_REQUESTS_PER_SECOND: '0.01', FULL_SYNC_REQUESTS_PER_SECOND: '0.05' },
  { HIGH_SYNC_REQUESTS_PER_SECOND: '0', FULL_SYNC_REQUESTS_PER_SECOND: '0' },
])('%j can work', (environment) => {
  expect(problemsOf(environment)).toEqual([]);
});

test.each([
  'HIGH_SYNC_EVERY',
  'FULL_SYNC_EVERY',
  'KEEP_RUNS_FOR',
  'KEEP_CHANGES_FOR',
  'KEEP_CONVERSIONS_FOR',
])('%s is refused if it is so long that PostgreSQL or Temporal cannot add it to a time', (name) => {
  const expected = `${name} must be a duration such as 90s, 2m, 1h or 30d, at most 36500d`;
  expect(problemsOf({ [name]: '36501d' })).toEqual([expected]);
  expect(problemsOf({ [name]: '99999999999999999999d' })).toEqual([expected]);
});

test('all contradictions are named together, with the missing settings', () => {
  const environment = { UPSTREAM_TIMEOUT: '20m', HIGH_SYNC_EVERY: '500ms', FULL_PAGE_RETRY_FOR: '12h' };

  expect(() => readConfig(environment, ['MOBIPIUM_API_TOKEN'])).toThrow(ConfigError);
  expect(problemsOf(environment).map((problem) => problem.split(' ')[0])).toEqual([
    'HIGH_SYNC_EVERY',
    'UPSTREAM_TIMEOUT',
    'HIGH_BATCH_RETRY_FOR',
    'FULL_PAGE_RETRY_FOR',
  ]);
});
