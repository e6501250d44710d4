import { TOKEN_REFUSED } from '../../../src/domain/run';
import type { FinishRunInput } from '../../../src/store';
import { UpstreamTokenRefusedError } from '../../../src/upstream';
import { beginRun, useTestStore } from '../test-store';
import { readMessages, RULES } from './use-judge';

const context = useTestStore();

let runs = 0;

/** A run that started this long ago, and has just ended so. */
async function live(
  kind: 'high' | 'full',
  minutesAgo: number,
  end: Partial<FinishRunInput> = {},
  params = {},
): Promise<void> {
  runs += 1;
  const run = { workflowId: `${kind}-${runs}`, runId: 'first' };
  await beginRun(context, { run, kind, params });
  await context.pool.query(
    `UPDATE sync_runs SET started_at = clock_timestamp() - $2 * interval '1 minute' WHERE workflow_id = $1`,
    [run.workflowId, minutesAgo],
  );
  await context.store.finishRun({ run, status: 'completed', reasons: [], error: null, ...end }, RULES);
}

const failed = (errorType: string, error = 'no answer') => ({ status: 'failed', error, errorType }) as const;

/** Edges of the messages of `mirror_stale`, and the problems of its episodes. */
async function read() {
  const messages = await readMessages(context);
  expect(messages.every(({ kind }) => kind === 'mirror_stale')).toBe(true);
  const { rows } = await context.pool.query<{ problems: { problem: string }[] }>(
    `SELECT facts -> 'problems' AS problems FROM episodes ORDER BY id`,
  );
  return {
    edges: messages.map(({ edge }) => edge),
    episodes: rows.map(({ problems }) => problems.map(({ problem }) => problem)),
  };
}

test('three ticks without a good HIGH are one episode, however many runs fail, and a good one ends it', async () => {
  await live('high', 120);
  for (const minutesAgo of [118, 116, 4, 2])
    await live('high', minutesAgo, failed('UpstreamUnreachableError'));
  expect(await read()).toEqual({ edges: ['start'], episodes: [['no_high']] });
  await live('high', 0);
  await live('high', 0);
  expect(await read()).toEqual({ edges: ['start', 'end'], episodes: [['no_high']] });
});

test('two ticks without a good HIGH are none', async () => {
  await live('high', 5);
  await live('high', 3, failed('UpstreamUnreachableError'));
  expect(await read()).toEqual({ edges: [], episodes: [] });
});

test('an outage in which no run could start is found by the first run after it', async () => {
  const before = { workflowId: 'before', runId: 'first' };
  await beginRun(context, { run: before, kind: 'high' });
  await context.store.finishRun({ run: before, status: 'completed', reasons: [], error: null });
  await context.pool.query(`UPDATE sync_runs SET started_at = started_at - interval '8 hours'`);
  const run = { workflowId: 'after', runId: 'first' };
  await beginRun(context, { run, kind: 'high' });
  await context.store.judgeOffers({ run, rules: RULES });
  await context.store.finishRun({ run, status: 'completed', reasons: [], error: null }, RULES);
  expect(await read()).toEqual({ edges: ['start', 'end'], episodes: [['no_high']] });
  const { rows } = await context.pool.query<{ minutes: number }>(
    `SELECT round(extract(epoch FROM clock_timestamp() - started_at) / 60)::int AS minutes FROM episodes`,
  );
  // Since it was overdue.
  expect(rows[0]!.minutes).toBeGreaterThan(8 * 60 - 8);
  expect(await context.store.readRun('after')).toMatchObject({ episodesOpened: 1, episodesClosed: 1 });
});

test('a FULL that is incomplete or partial is not a good one', async () => {
  await live('full', 180);
  await live('high', 0);
  await live('full', 2, { status: 'incomplete', reasons: ['page 3: no answer'] });
  await live('full', 1, {}, { maxPages: 3 });
  expect(await read()).toEqual({ edges: ['start'], episodes: [['no_full']] });
  await live('full', 0);
  expect(await read()).toMatchObject({ edges: ['start', 'end'] });
});

test('a refused token has a message at once, and a further problem changes the episode without a message', async () => {
  expect(new UpstreamTokenRefusedError().name).toBe(TOKEN_REFUSED);
  await live('high', 3);
  await live('high', 1, failed(TOKEN_REFUSED, 'the network refused the token'));
  expect(await read()).toEqual({ edges: ['start'], episodes: [['token_refused']] });
  await context.pool.query(`UPDATE sync_runs SET started_at = started_at - interval '1 hour'`);
  await live('high', 0, failed(TOKEN_REFUSED));
  expect(await read()).toEqual({ edges: ['start'], episodes: [['no_high', 'token_refused']] });
  await live('high', 0);
  expect(await read()).toMatchObject({ edges: ['start', 'end'] });
});

test('a clock that is behind has a message', async () => {
  await live('high', 0);
  await context.pool.query(`UPDATE clock_high_water SET latest = clock_timestamp() + interval '10 minutes'`);
  await live('high', 0, failed('StoreError'));
  expect(await read()).toEqual({ edges: ['start'], episodes: [['clock_behind']] });
});

test('a cancelled run shows nothing, and a muted kind is recorded and not sent', async () => {
  await live('high', 1);
  await live('high', 0, { status: 'cancelled', errorType: TOKEN_REFUSED });
  expect(await read()).toEqual({ edges: [], episodes: [] });
  await context.store.saveMute({ kind: 'mirror_stale', offerId: null, mutedUntil: null });
  await live('high', 0, failed(TOKEN_REFUSED));
  expect(await read()).toEqual({ edges: [], episodes: [['token_refused']] });
});

test('a new mirror without runs is not out of date', async () => {
  const run = { workflowId: 'first', runId: 'first' };
  await beginRun(context, { run, kind: 'refresh' });
  await context.store.judgeOffers({ run, rules: RULES });
  expect(await read()).toEqual({ edges: [], episodes: [] });
});

test.each([
  ['completed', {}],
  ['failed', failed('UpstreamUnreachableError')],
])(
  'a mirror of which the last HIGH %s longer ago than runs are kept stays out of date',
  async (_name, end) => {
    await live('high', 180, end);
    const judgeRefresh = async (workflowId: string) => {
      const run = { workflowId, runId: 'first' };
      await beginRun(context, { run, kind: 'refresh' });
      await context.store.judgeOffers({ run, rules: RULES });
    };
    await judgeRefresh('before');
    await context.store.pruneRuns({ olderThanSeconds: 3_600 });
    await judgeRefresh('after');
    // Another one that has just started does not make the mirror new.
    await beginRun(context, { run: { workflowId: 'next', runId: 'first' }, kind: 'high' });
    await judgeRefresh('later');
    expect(await read()).toEqual({ edges: ['start'], episodes: [['no_high']] });
  },
);

test('while each HIGH takes longer than its interval, there is one episode, which ends with one that does not', async () => {
  for (let runs = 0; runs < 3; runs += 1) {
    // It took four minutes, and the one before it started eight minutes ago.
    const run = { workflowId: `slow-${runs}`, runId: 'first' };
    await beginRun(context, { run, kind: 'high' });
    await context.pool.query(
      `UPDATE sync_runs SET started_at = started_at - interval '4 minutes', finished_at = finished_at - interval '4 minutes'`,
    );
    await context.store.judgeOffers({ run, rules: RULES });
    await context.store.finishRun({ run, status: 'completed', reasons: [], error: null }, RULES);
  }
  expect(await read()).toEqual({ edges: ['start'], episodes: [['no_high']] });
  await live('high', 0);
  expect(await read()).toEqual({ edges: ['start', 'end'], episodes: [['no_high']] });
});
