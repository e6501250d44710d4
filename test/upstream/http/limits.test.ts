import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { getJson } from '../../../src/upstream/http/get-json';
import { createRequestTarget } from '../../../src/upstream/http/request-target';
import { MAX_BODY_BYTES } from '../../../src/upstream/http/status';
import { expectNoSecret } from '../expect-no-secret';
import { ANSWER, envelope, failureOf, PAGE, withAnswer, withTestNetwork } from '../test-network';

test('an answer that arrives byte by byte ends with the timeout of the whole request', () =>
  withTestNetwork(
    (_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    },
    async ({ upstream }) => {
      const startedAt = performance.now();
      await expect(upstream.readPage(PAGE)).rejects.toMatchObject({ detail: 'timeout after 0.3 s' });
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    },
    { timeoutMs: 300 },
  ));

test.each(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])(
  'a timeout of the HTTP client (%s) has the message of that of the whole request',
  async (code) => {
    const request = () => Promise.reject(Object.assign(new Error('Timeout'), { code }));
    const target = createRequestTarget('http://network.test', 'x', () => false);
    const options = { network: { request }, target, readWait: () => undefined, path: '/', userAgent: 'test' };
    await expect(getJson({ ...options, timeoutMs: 700 })).rejects.toMatchObject({
      name: 'UpstreamUnreachableError',
      detail: 'timeout after 0.7 s',
    });
  },
);

test.each([true, false])(
  'a body above the limit is not read to its end (length announced: %s)',
  (isAnnounced) => {
    let sentBytes = 0;
    return withTestNetwork(
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
        const error = await failureOf(upstream.readPage(PAGE));
        expect(error).toMatchObject({
          name: 'UpstreamBrokenAnswerError',
          detail: `it is larger than ${MAX_BODY_BYTES} bytes`,
        });
        expectNoSecret(error);
        // The buffers of both sockets have some of it, too.
        expect(sentBytes).toBeLessThan(4 * MAX_BODY_BYTES);
      },
    );
  },
);

test('a body of exactly the limit is read', () =>
  withTestNetwork(
    (_, response) => response.end(ANSWER.padEnd(MAX_BODY_BYTES)),
    async ({ upstream }) => {
      expect(await upstream.readPage(PAGE)).toMatchObject({ received: 1 });
    },
  ));

test('an aborted request rejects with the reason of its signal: before, while waiting and within the body', () =>
  withTestNetwork(
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

test('the client shows no token, and close is idempotent', () =>
  withAnswer(envelope([{ offer_id: '1' }]), async ({ upstream }) => {
    await upstream.readPage(PAGE);
    expect(inspect(upstream, { depth: Infinity, showHidden: true }) + JSON.stringify(upstream)).not.toContain(
      'c4n4ry',
    );
    await upstream.close();
    await upstream.close();
    expectNoSecret(await failureOf(upstream.readPage(PAGE)));
  }));

test('twenty sequential requests share connections', () =>
  withAnswer(envelope([{ offer_id: '1' }]), async ({ upstream, connectionCount }) => {
    for (let index = 0; index < 20; index += 1) await upstream.readPage(PAGE);
    expect(connectionCount()).toBeLessThanOrEqual(2);
  }));

test('thirty concurrent requests use all connections allowed, and no more', () => {
  const held: ServerResponse[] = [];
  return withTestNetwork(
    (_, response) => {
      held.push(response);
      if (held.length === 3) held.splice(0).forEach((each) => each.end(ANSWER));
    },
    async ({ upstream, connectionCount }) => {
      await Promise.all(Array.from({ length: 30 }, () => upstream.readPage(PAGE)));
      expect(connectionCount()).toBe(3);
    },
    { connections: 3 },
  );
});

test('an answer with more rows than a page can have, or more offers than its pages can hold, is broken', async () => {
  const rows = Array.from({ length: 1_001 }, () => 0);
  for (const body of [envelope(rows), envelope([], { total: '999999999999', total_pages: 5 })]) {
    await withAnswer(body, async ({ upstream }) => {
      await expect(upstream.readPage(PAGE)).rejects.toMatchObject({
        name: 'UpstreamBrokenAnswerError',
        detail: expect.stringMatching(/^it (has more than 1000 rows|states more offers than)/) as string,
      });
    });
  }
});
