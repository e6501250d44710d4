import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { MAX_BODY_BYTES } from '../../../src/upstream/http/status';
import { expectSafe } from '../expect-safe';
import { answerJson, envelope, withStandIn } from '../stand-in';

const PAGE = { page: 1, pageSize: 100 };
const WHOLE = JSON.stringify(envelope([{ offer_id: '1' }]));

test('an answer that drips for ever is given up after the time for the whole request', () =>
  withStandIn(
    (_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    },
    async ({ upstream }) => {
      const startedAt = performance.now();
      await expect(upstream.readPage(PAGE)).rejects.toMatchObject({ detail: 'timeout after 0.3 s' });
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    },
    { timeoutMs: 300 },
  ));

test.each([true, false])(
  'a body above the limit is not read to its end (length announced: %s)',
  (isAnnounced) => {
    let sentBytes = 0;
    return withStandIn(
      (_, response) => {
        response.writeHead(200, isAnnounced ? { 'content-length': 200_000_000 } : {});
        const fill = () => {
          do sentBytes += 65_536;
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        };
        response.on('drain', fill);
        fill();
      },
      async ({ upstream }) => {
        const error: unknown = await upstream.readPage(PAGE).catch((reason: unknown) => reason);
        expect(error).toMatchObject({
          name: 'UpstreamBrokenAnswerError',
          detail: `it is larger than ${MAX_BODY_BYTES} bytes`,
        });
        expectSafe(error);
        expect(sentBytes).toBeLessThan(2 * MAX_BODY_BYTES);
      },
    );
  },
);

test('a body of exactly the limit is read', () =>
  withStandIn(
    (_, response) => response.end(WHOLE.padEnd(MAX_BODY_BYTES)),
    async ({ upstream }) => {
      expect(await upstream.readPage(PAGE)).toMatchObject({ received: 1 });
    },
  ));

test('a caller who aborts gets their own reason back, before, while waiting and within the body', () =>
  withStandIn(
    (request, response) => {
      if (request.url?.includes('pages=2')) response.writeHead(200).write('{');
      else if (request.url?.includes('pages=3')) response.writeHead(500).write('x');
    },
    async ({ upstream, requests }) => {
      const reason = new Error('the run was cancelled');
      await expect(upstream.readPage({ ...PAGE, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect(requests).toEqual([]);
      for (const page of [1, 2, 3]) {
        const controller = new AbortController();
        const answer = upstream.readPage({ page, pageSize: 100, signal: controller.signal });
        const poll = setInterval(() => requests.length === page && controller.abort(reason), 10);
        await expect(answer).rejects.toBe(reason);
        clearInterval(poll);
      }
    },
  ));

test('the client itself shows no token, and closes twice', () =>
  withStandIn(answerJson(envelope([{ offer_id: '1' }])), async ({ upstream }) => {
    await upstream.readPage(PAGE);
    expect(inspect(upstream, { depth: Infinity, showHidden: true }) + JSON.stringify(upstream)).not.toContain(
      'c4n4ry',
    );
    await upstream.close();
    await upstream.close();
    expectSafe(await upstream.readPage(PAGE).catch((reason: unknown) => reason));
  }));

test('twenty questions one after the other share connections', () =>
  withStandIn(answerJson(envelope([{ offer_id: '1' }])), async ({ upstream, connectionCount }) => {
    for (let asked = 0; asked < 20; asked += 1) await upstream.readPage(PAGE);
    expect(connectionCount()).toBeLessThanOrEqual(2);
  }));

test('thirty questions at once use the connections allowed, all of them and no more', () => {
  const held: ServerResponse[] = [];
  return withStandIn(
    (_, response) => {
      held.push(response);
      if (held.length === 3) held.splice(0).forEach((one) => one.end(WHOLE));
    },
    async ({ upstream, connectionCount }) => {
      await Promise.all(Array.from({ length: 30 }, () => upstream.readPage(PAGE)));
      expect(connectionCount()).toBe(3);
    },
    { connections: 3 },
  );
});

test('more rows than any page has are refused, and so is a catalogue of more offers than pages can hold', async () => {
  const rows = Array.from({ length: 1_001 }, () => 0);
  for (const body of [envelope(rows), envelope([], { total: '999999999999', total_pages: 5 })]) {
    await withStandIn(answerJson(body), async ({ upstream }) => {
      await expect(upstream.readPage(PAGE)).rejects.toMatchObject({
        name: 'UpstreamBrokenAnswerError',
        detail: expect.stringMatching(
          /^it (has more than 1000 rows|says that there are more offers than)/,
        ) as string,
      });
    });
  }
});
