import type { ServerResponse } from 'node:http';
import type { Upstream } from '../../../src/upstream';
import { UpstreamBusyError, UpstreamCooldownError } from '../../../src/upstream/errors';
import { createCooldown } from '../../../src/upstream/http/cooldown';
import { envelope, withStandIn } from '../stand-in';

const PAGE = { page: 1, pageSize: 100 };
const WHOLE = JSON.stringify(envelope([{ offer_id: '1' }]));

const failureOf = (asked: Promise<unknown>): Promise<unknown> => asked.catch((reason: unknown) => reason);

/** What becomes of a question on each of the ways that there are. */
const askBothWays = (upstream: Upstream) =>
  Promise.all([failureOf(upstream.readPage(PAGE)), failureOf(upstream.readOffers({ ids: ['1'] }))]);

test.each([429, 503])(
  'after a %d that asks for time, nothing is asked before that time is over',
  (status) => {
    let isFirst = true;
    return withStandIn(
      (_, response) => {
        if (isFirst) response.writeHead(status, { 'retry-after': '1' }).end();
        else response.end(WHOLE);
        isFirst = false;
      },
      async ({ upstream, requests }) => {
        const told = await failureOf(upstream.readPage(PAGE));
        const toldAtMs = performance.now();

        expect(told).toBeInstanceOf(UpstreamBusyError);
        expect(told).not.toBeInstanceOf(UpstreamCooldownError);
        for (const refused of await askBothWays(upstream)) {
          expect(refused).toBeInstanceOf(UpstreamCooldownError);
          expect((refused as UpstreamCooldownError).retryAfterMs).toBeLessThanOrEqual(1_000);
        }
        expect(() => upstream.assertNotCoolingDown()).toThrow(UpstreamCooldownError);
        expect(requests).toHaveLength(1);

        let refused: unknown;
        do refused = await failureOf(upstream.readPage(PAGE));
        while (refused instanceof UpstreamCooldownError);
        expect(performance.now() - toldAtMs).toBeGreaterThan(900);
        expect(requests).toHaveLength(2);
        upstream.assertNotCoolingDown();
      },
    );
  },
);

test('of two waits in one answer, as where a proxy adds its own, the longer counts', () =>
  withStandIn(
    (_, response) => response.setHeader('retry-after', ['1', '9']).writeHead(429).end(),
    async ({ upstream }) => {
      expect(await failureOf(upstream.readPage(PAGE))).toMatchObject({
        name: 'UpstreamBusyError',
        retryAfterMs: 9_000,
      });
      expect(() => upstream.assertNotCoolingDown()).toThrow(UpstreamCooldownError);
    },
  ));

test.each([401, 403])('after a token that was refused with %d, nothing is asked for a second', (status) =>
  withStandIn(
    (_, response) => response.writeHead(status).end(),
    async ({ upstream, requests }) => {
      expect(await failureOf(upstream.readPage(PAGE))).toMatchObject({ name: 'UpstreamTokenRefusedError' });

      for (const refused of await askBothWays(upstream)) {
        expect(refused).toBeInstanceOf(UpstreamCooldownError);
        expect((refused as UpstreamCooldownError).retryAfterMs).toBeLessThanOrEqual(1_000);
      }
      expect(requests).toHaveLength(1);
    },
  ),
);

test('the time begins with the first byte of the answer, however long that takes to end', () =>
  withStandIn(
    (_, response) => response.writeHead(429, { 'retry-after': '60' }).write('{'),
    async ({ upstream, requests }) => {
      const told = failureOf(upstream.readPage(PAGE));
      while (requests.length === 0 || isFree(upstream)) await new Promise(setImmediate);

      expect(await failureOf(upstream.readPage(PAGE))).toBeInstanceOf(UpstreamCooldownError);
      expect(requests).toHaveLength(1);
      expect(await told).toMatchObject({ name: 'UpstreamBusyError', retryAfterMs: 60_000 });
    },
    { timeoutMs: 500 },
  ));

test('a question that waits for a connection meanwhile is not asked either', () => {
  const held: ServerResponse[] = [];
  return withStandIn(
    (_, response) => held.push(response),
    async ({ upstream, requests }) => {
      const asked = [failureOf(upstream.readPage(PAGE)), failureOf(upstream.readPage(PAGE))];
      while (held.length === 0) await new Promise(setImmediate);
      held[0]?.writeHead(429, { 'retry-after': '60' }).end();

      const [told, waited] = await Promise.all(asked);
      expect(told).toMatchObject({ name: 'UpstreamBusyError', retryAfterMs: 60_000 });
      expect(waited).toBeInstanceOf(UpstreamCooldownError);
      expect(requests).toHaveLength(1);
    },
    { connections: 1 },
  );
});

test('a question that was asked in part counts as asked', () => {
  let goOn: (() => void) | undefined;
  return withStandIn(
    (request, response) => {
      if (!request.url?.includes('offers=')) response.writeHead(429, { 'retry-after': '60' }).end();
      else goOn = () => response.end(JSON.stringify(envelope([{ offer_id: '1' }], { total_pages: 2 })));
    },
    async ({ upstream, requests }) => {
      const asked = failureOf(upstream.readOffers({ ids: ['1', '2'] }));
      while (goOn === undefined) await new Promise(setImmediate);
      await failureOf(upstream.readPage(PAGE));
      goOn();

      const told = await asked;
      expect(told).toBeInstanceOf(UpstreamBusyError);
      expect(told).not.toBeInstanceOf(UpstreamCooldownError);
      expect(requests).toHaveLength(2);
    },
  );
});

test.each<[string, number, Record<string, string>]>([
  ['a 429 that names no time', 429, {}],
  ['a 429 that names none to speak of', 429, { 'retry-after': '0' }],
  ['a 429 with nonsense', 429, { 'retry-after': 'soon' }],
  ['a 503 that names no time', 503, {}],
  ['a 200 with a Retry-After', 200, { 'retry-after': '60' }],
  ['a 404 with a Retry-After', 404, { 'retry-after': '60' }],
])('%s keeps nobody from asking', (_, status, headers) =>
  withStandIn(
    (_request, response) => response.writeHead(status, headers).end(WHOLE),
    async ({ upstream, requests }) => {
      await failureOf(upstream.readPage(PAGE));
      await failureOf(upstream.readPage(PAGE));
      expect(requests).toHaveLength(2);
    },
  ),
);

test('a longer wait than the longest is cut', () =>
  withStandIn(
    (_, response) => response.writeHead(429, { 'retry-after': String(365 * 86_400) }).end(),
    async ({ upstream }) => {
      expect(await failureOf(upstream.readPage(PAGE))).toMatchObject({ retryAfterMs: 2_000 });
      const refused = await failureOf(upstream.readPage(PAGE));
      expect((refused as UpstreamCooldownError).retryAfterMs).toBeLessThanOrEqual(2_000);
    },
    { maxRetryAfterMs: 2_000 },
  ));

test('a longer wish lengthens the time, a shorter one never cuts it', () => {
  let nowMs = 0;
  const cooldown = createCooldown(() => nowMs);
  const leftMs = () => {
    try {
      cooldown.assertOver();
      return 0;
    } catch (error) {
      return (error as UpstreamCooldownError).retryAfterMs;
    }
  };
  const left = [leftMs()];

  cooldown.extend(10_000);
  left.push(leftMs());
  cooldown.extend(3_000);
  left.push(leftMs());
  nowMs = 4_000.5;
  cooldown.extend(8_000);
  left.push(leftMs());
  nowMs = 12_000.4;
  left.push(leftMs());
  nowMs = 12_000.5;
  left.push(leftMs());

  expect(left).toEqual([0, 10_000, 10_000, 8_000, 1, 0]);
});

function isFree(upstream: Upstream): boolean {
  try {
    upstream.assertNotCoolingDown();
    return true;
  } catch {
    return false;
  }
}
