import type { ServerResponse } from 'node:http';
import type { Upstream } from '../../../src/upstream';
import { UpstreamBusyError, UpstreamCooldownError } from '../../../src/upstream/errors';
import { createCooldown } from '../../../src/upstream/http/cooldown';
import { ANSWER, envelope, failureOf, PAGE, withTestNetwork } from '../test-network';

/** Expects a cooldown of at most a second to reject every kind of request. */
async function expectCooldown(upstream: Upstream): Promise<void> {
  for (const request of [upstream.readPage(PAGE), upstream.readOffers({ ids: ['1'] })]) {
    const error = await failureOf(request);
    expect(error).toBeInstanceOf(UpstreamCooldownError);
    expect((error as UpstreamCooldownError).retryAfterMs).toBeLessThanOrEqual(1_000);
  }
  expect(() => upstream.assertNotCoolingDown()).toThrow(UpstreamCooldownError);
}

function expectBusy(error: unknown): void {
  expect(error).toBeInstanceOf(UpstreamBusyError);
  expect(error).not.toBeInstanceOf(UpstreamCooldownError);
}

test.each([403, 429, 503])(
  'after a %d with a Retry-After no request is sent until the wait is over',
  (status) => {
    let refusedAtMs: number | undefined;
    return withTestNetwork(
      (_, response) => {
        if (refusedAtMs !== undefined) return void response.end(ANSWER);
        refusedAtMs = performance.now();
        response.writeHead(status, { 'retry-after': '1' }).end();
      },
      async ({ upstream, requests }) => {
        expectBusy(await failureOf(upstream.readPage(PAGE)));

        await expectCooldown(upstream);
        expect(requests).toHaveLength(1);

        let result: unknown;
        do result = await failureOf(upstream.readPage(PAGE));
        while (result instanceof UpstreamCooldownError);
        expect(performance.now() - refusedAtMs!).toBeGreaterThan(990);
        expect(requests).toHaveLength(2);
        upstream.assertNotCoolingDown();
      },
    );
  },
);

test('of two waits in one answer, as where a proxy adds its own, the longer one counts', () =>
  withTestNetwork(
    (_, response) => response.setHeader('retry-after', ['1', '9']).writeHead(429).end(),
    async ({ upstream }) => {
      expect(await failureOf(upstream.readPage(PAGE))).toMatchObject({
        name: 'UpstreamBusyError',
        retryAfterMs: 9_000,
      });
      expect(() => upstream.assertNotCoolingDown()).toThrow(UpstreamCooldownError);
    },
  ));

test.each([401, 403])('after a token refused with %d no request is sent for a second', (status) =>
  withTestNetwork(
    (_, response) => response.writeHead(status).end(),
    async ({ upstream, requests }) => {
      expect(await failureOf(upstream.readPage(PAGE))).toMatchObject({ name: 'UpstreamTokenRefusedError' });

      await expectCooldown(upstream);
      expect(() => upstream.assertNotCoolingDown()).toThrow(
        `not sent, because the network had just refused a request (HTTP ${status})`,
      );
      expect(requests).toHaveLength(1);
    },
  ),
);

test('a 403 that asks for a longer wait than a refused token starts a cooldown of that length', () =>
  withTestNetwork(
    (_, response) => response.writeHead(403, { 'retry-after': '60' }).end(),
    async ({ upstream }) => {
      expectBusy(await failureOf(upstream.readPage(PAGE)));
      const error = await failureOf(upstream.readPage(PAGE));
      expect((error as UpstreamCooldownError).retryAfterMs).toBeGreaterThan(50_000);
      expect((error as UpstreamCooldownError).message).toBe('the network asked us to slow down');
    },
  ));

test('the cooldown starts with the first byte of the answer, even if its body does not end', () =>
  withTestNetwork(
    (_, response) => response.writeHead(429, { 'retry-after': '60' }).write('{'),
    async ({ upstream, requests }) => {
      const first = failureOf(upstream.readPage(PAGE));
      while (requests.length === 0 || !isCoolingDown(upstream)) await new Promise(setImmediate);

      expect(await failureOf(upstream.readPage(PAGE))).toBeInstanceOf(UpstreamCooldownError);
      expect(requests).toHaveLength(1);
      expect(await first).toMatchObject({ name: 'UpstreamBusyError', retryAfterMs: 60_000 });
    },
    { timeoutMs: 2_000 },
  ));

test('a request that waits for a connection when the cooldown starts is not sent', () => {
  const held: ServerResponse[] = [];
  return withTestNetwork(
    (_, response) => held.push(response),
    async ({ upstream, requests }) => {
      const errors = [failureOf(upstream.readPage(PAGE)), failureOf(upstream.readPage(PAGE))];
      while (held.length === 0) await new Promise(setImmediate);
      held[0]?.writeHead(429, { 'retry-after': '60' }).end();

      const [sent, waited] = await Promise.all(errors);
      expect(sent).toMatchObject({ name: 'UpstreamBusyError', retryAfterMs: 60_000 });
      expect(waited).toBeInstanceOf(UpstreamCooldownError);
      expect(requests).toHaveLength(1);
    },
    { connections: 1 },
  );
});

test.each([
  [429, { 'retry-after': '60' }, 'the network asked us to slow down'],
  [401, {}, 'not sent, because the network had just refused a request (HTTP 401)'],
])(
  'a cooldown by a %d between two pages of one answer is reported as busy, since a request was sent',
  (status, headers, message) => {
    let respond: (() => void) | undefined;
    return withTestNetwork(
      (request, response) => {
        if (!request.url?.includes('offers=')) response.writeHead(status, headers).end();
        else respond = () => response.end(JSON.stringify(envelope([{ offer_id: '1' }], { total_pages: 2 })));
      },
      async ({ upstream, requests }) => {
        const offers = failureOf(upstream.readOffers({ ids: ['1', '2'] }));
        while (respond === undefined) await new Promise(setImmediate);
        await failureOf(upstream.readPage(PAGE));
        respond();

        const error = await offers;
        expectBusy(error);
        expect((error as UpstreamBusyError).message).toBe(message);
        expect(requests).toHaveLength(2);
      },
    );
  },
);

test.each<[string, number, Record<string, string>]>([
  ['a 429 without a Retry-After', 429, {}],
  ['a 429 with a Retry-After of 0', 429, { 'retry-after': '0' }],
  ['a 429 with a malformed Retry-After', 429, { 'retry-after': 'soon' }],
  ['a 503 without a Retry-After', 503, {}],
  ['a 200 with a Retry-After', 200, { 'retry-after': '60' }],
  ['a 404 with a Retry-After', 404, { 'retry-after': '60' }],
])('%s starts no cooldown', (_, status, headers) =>
  withTestNetwork(
    (_request, response) => response.writeHead(status, headers).end(ANSWER),
    async ({ upstream, requests }) => {
      await failureOf(upstream.readPage(PAGE));
      await failureOf(upstream.readPage(PAGE));
      expect(requests).toHaveLength(2);
    },
  ),
);

test('a wait above the maximum is cut to it', () =>
  withTestNetwork(
    (_, response) => response.writeHead(429, { 'retry-after': String(365 * 86_400) }).end(),
    async ({ upstream }) => {
      expect(await failureOf(upstream.readPage(PAGE))).toMatchObject({ retryAfterMs: 2_000 });
      const error = await failureOf(upstream.readPage(PAGE));
      expect((error as UpstreamCooldownError).retryAfterMs).toBeLessThanOrEqual(2_000);
    },
    { maxRetryAfterMs: 2_000 },
  ));

test('a longer wait extends the cooldown, and a shorter one never shortens it', () => {
  let nowMs = 0;
  const cooldown = createCooldown(() => nowMs);
  const remainingMs = () => {
    try {
      cooldown.assertOver();
      return 0;
    } catch (error) {
      return (error as UpstreamCooldownError).retryAfterMs;
    }
  };
  expect(remainingMs()).toBe(0);
  cooldown.extend(10_000);
  expect(remainingMs()).toBe(10_000);
  cooldown.extend(3_000);
  expect(remainingMs()).toBe(10_000);
  nowMs = 4_000.5;
  cooldown.extend(8_000);
  expect(remainingMs()).toBe(8_000);
  nowMs = 12_000.4;
  expect(remainingMs()).toBe(1);
  nowMs = 12_000.5;
  expect(remainingMs()).toBe(0);
});

function isCoolingDown(upstream: Upstream): boolean {
  try {
    upstream.assertNotCoolingDown();
    return false;
  } catch {
    return true;
  }
}
