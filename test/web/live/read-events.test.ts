import { parseEvents } from '../../../web/src/live/events/read-events';
import { lookOf } from '../../../web/src/live/look';
import { withProgress } from '../../../web/src/live/progress';

async function parseChunks(chunks: Uint8Array[]) {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const arrivals = [];
  for await (const arrival of parseEvents(body)) arrivals.push(arrival);
  return arrivals;
}

test('parses events however they are cut, in the middle of a character too', async () => {
  const text =
    'retry: 1500\n\nid: a1\nevent: watch\ndata: {"offerId":"优惠","isWatched":true}\n\n: heartbeat\n\nevent: reset\ndata: {"reason":"slow"}\n\n';
  const bytes = new TextEncoder().encode(text);
  const expected = [
    { kind: 'retry', afterMs: 1_500 },
    { kind: 'message', id: 'a1', message: { event: 'watch', data: { offerId: '优惠', isWatched: true } } },
    { kind: 'sign-of-life' },
    { kind: 'message', id: undefined, message: { event: 'reset', data: { reason: 'slow' } } },
  ];
  for (const size of [1, 2, 7, bytes.length]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    expect(await parseChunks(chunks)).toEqual(expected);
  }
});

test('a connection that is back soon is not reported', () => {
  expect(lookOf({ kind: 'live' }, 0)).toBe('live');
  expect(lookOf({ kind: 'lost', since: 0 }, 9_000)).toBe('reconnecting');
  expect(lookOf({ kind: 'lost', since: 0 }, 11_000)).toBe('lost');
});

test('progress is put into the run that it is of, in every form in which runs are kept', () => {
  const progress = { phase: 'scanning', pagesDone: 3 } as never;
  const run = (runId: string, status = 'running') => ({ workflowId: 'w', runId, status, progress: null });
  const event = {
    edge: 'progress',
    workflowId: 'w',
    runId: 'r',
    kind: 'full',
    status: 'running',
    progress,
  } as const;
  const own = { ...run('r'), progress };
  expect(withProgress(run('r'), event)).toEqual(own);
  expect(withProgress(run('r', 'completed'), event)).toEqual(run('r', 'completed'));
  const page = { syncs: [run('other'), run('r')], nextCursor: null };
  expect(withProgress(page, event)).toEqual({ ...page, syncs: [run('other'), own] });
  expect(withProgress({ pages: [page], pageParams: [] }, event)).toEqual({
    pages: [{ ...page, syncs: [run('other'), own] }],
    pageParams: [],
  });
  expect(withProgress({ rejected: [] }, event)).toEqual({ rejected: [] });
});
