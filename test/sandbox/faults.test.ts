import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { FaultEffect } from '../../src/sandbox';
import { idsOf, TOKEN, withSandbox, type TestSandbox } from './with-sandbox';

const withFault = (effect: FaultEffect, use: (sandbox: TestSandbox) => Promise<void>) =>
  withSandbox({ faults: { effect } }, use);

test.each([401, 403, 429, 500, 502, 503])('the response has the status %d', (status) =>
  withFault({ kind: 'status', status }, async ({ request }) => {
    const response = await request();
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, null]);
  }),
);

test('Retry-After is sent unchanged', () =>
  withFault(
    { kind: 'status', status: 429, retryAfter: 'Fri, 31 Dec 2027 23:59:59 GMT' },
    async ({ request }) => {
      expect((await request()).headers.get('retry-after')).toBe('Fri, 31 Dec 2027 23:59:59 GMT');
    },
  ));

test('a redirect names another host', () =>
  withFault({ kind: 'redirect', to: 'http://elsewhere.invalid/' }, async ({ request }) => {
    const response = await request();
    expect([response.status, response.headers.get('location')]).toEqual([302, 'http://elsewhere.invalid/']);
  }));

test('a request that hangs stays open until the sandbox closes', () =>
  withFault({ kind: 'hang' }, async ({ request, close, requests }) => {
    const response = expect(request()).rejects.toThrow();
    await until(() => requests.inFlight === 1);
    await close();
    await response;
    await until(() => requests.inFlight === 0);
    expect(requests.log[0]?.status).toBeUndefined();
  }));

test.each(['cut-body', 'wrong-length'] as const)('%s: the response starts and does not complete', (kind) =>
  withFault({ kind }, async ({ request }) => {
    const response = await request();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  }),
);

test('reset: no response', () =>
  withFault({ kind: 'reset' }, async ({ request }) => {
    await expect(request()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  }));

test('slow-drip: the correct response, byte by byte', () =>
  withSandbox(
    { offers: 1, faults: { effect: { kind: 'slow-drip', everyMs: 1 } } },
    async ({ request, catalogue }) => {
      const parts: Uint8Array[] = [];
      for await (const part of (await request()).body as unknown as AsyncIterable<Uint8Array>)
        parts.push(part);
      expect(parts.length).toBeGreaterThan(50);
      const response = JSON.parse(Buffer.concat(parts).toString()) as { offers: unknown[] };
      expect(response.offers).toEqual([catalogue.offerAt(catalogue.idsAt(0)[0] ?? '', Date.now())]);
    },
  ));

test('late: the response describes the moment of the request', () =>
  withFault({ kind: 'late', ms: 100 }, async ({ read, catalogue, requests }) => {
    const id = catalogue.idsAt(Date.now(), { order: 'ID', status: 'Active' })[0] ?? '';
    const response = read({ offers: id });
    await until(() => requests.inFlight === 1);
    catalogue.pause(id);
    expect((await response).offers[0]?.status).toBe('Active');
  }));

test('html and null come with status 200', async () => {
  await withFault({ kind: 'html' }, async ({ request }) => {
    const response = await request();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
  });
  await withFault({ kind: 'json-null' }, async ({ read }) => expect(await read()).toBeNull());
});

test('a huge response has the configured size', () =>
  withFault({ kind: 'huge', mebibytes: 3 }, async ({ request }) => {
    const text = await (await request()).text();
    expect(text.length).toBeGreaterThan(3 * 1024 * 1024);
    expect(JSON.parse(text)).toMatchObject({ success: true, offers: [] });
  }));

test('a client that cancels a huge response ends it', () =>
  withFault({ kind: 'huge' }, async ({ request, requests }) => {
    await (await request()).body?.cancel();
    await until(() => requests.inFlight === 0);
  }));

test('a gzip bomb is small on the wire and large unpacked', () =>
  withFault({ kind: 'gzip-bomb', mebibytes: 64 }, async ({ url }) => {
    const packed = await new Promise<Buffer>((resolve, reject) => {
      get(`${url}?mwsd=${TOKEN}`, (response) => {
        void response.toArray().then((parts) => resolve(Buffer.concat(parts as Buffer[])), reject);
      });
    });
    expect(packed.length).toBeLessThan(200_000);
    expect(gunzipSync(packed).length).toBeGreaterThan(64 * 1024 * 1024);
  }));

test('deep-json has the configured depth', () =>
  withFault({ kind: 'deep-json', depth: 5_000 }, async ({ request }) => {
    expect(await (await request()).text()).toMatch(/"offers":\[{5000}\]{5000}\}$/);
  }));

test.each<[FaultEffect, unknown]>([
  [{ kind: 'success-false' }, { success: false }],
  [{ kind: 'null-offers' }, { success: true, offers: null }],
  [{ kind: 'total-zero' }, { success: true, meta: { total: 0, total_pages: 0 }, offers: [] }],
  [{ kind: 'empty-page' }, { meta: { total: 1_000, total_pages: 10 }, offers: [] }],
  [{ kind: 'total-pages', value: 1e9 }, { meta: { total: 1_000, total_pages: 1e9 } }],
  [{ kind: 'total-pages', value: '12' }, { meta: { total_pages: '12' } }],
  [{ kind: 'odd-rows', rows: [null, 7, {}] }, { offers: expect.arrayContaining([null, 7, {}]) as unknown }],
])('the response is falsified by %j', (effect, expected) =>
  withFault(effect, async ({ request }) => {
    const response = await request();
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject(expected as object);
  }),
);

test('no-offers omits the field', () =>
  withFault({ kind: 'no-offers' }, async ({ read }) => {
    expect(Object.keys(await read())).not.toContain('offers');
  }));

test('short-page, same-page and duplicate change only the rows', () =>
  withSandbox({}, async ({ read, setFault }) => {
    const page = (pages: number) => read({ order_by: 'ID', pages });
    const [first, second] = [idsOf(await page(1)), idsOf(await page(2))];
    setFault({ effect: { kind: 'short-page' } });
    expect(idsOf(await page(2))).toEqual(second.slice(0, 50));
    setFault({ effect: { kind: 'same-page' } });
    expect(idsOf(await page(2))).toEqual(first);
    expect((await page(2)).meta.page).toBe(1);
    setFault({ effect: { kind: 'same-page', asAsked: true } });
    expect(idsOf(await page(2))).toEqual(first);
    expect((await page(2)).meta.page).toBe(2);
    setFault({ effect: { kind: 'duplicate' } });
    expect(idsOf(await page(2))).toEqual([...second.slice(0, 99), second[0]]);
    setFault({ effect: { kind: 'duplicate', beside: true } });
    expect(idsOf(await page(2))).toEqual([second[0], second[0], ...second.slice(2)]);
  }));

test('small-catalogue cuts rows and counts alike, and total changes only the counts', () =>
  withSandbox({}, async ({ read, setFault }) => {
    const page = (pages: number) => read({ order_by: 'ID', pages });
    const second = idsOf(await page(2));
    setFault({ effect: { kind: 'small-catalogue', offers: 134 } });
    expect(await page(2)).toMatchObject({ meta: { total: 134, total_pages: 2 } });
    expect(idsOf(await page(2))).toEqual(second.slice(0, 34));
    expect(idsOf(await page(3))).toEqual([]);
    setFault({ effect: { kind: 'total', value: 990 } });
    expect((await page(2)).meta).toMatchObject({ total: 990, total_pages: 10 });
    expect(idsOf(await page(2))).toEqual(second);
  }));

test('vanish-share removes the same offers from scans and from requests by id', () =>
  withFault({ kind: 'vanish-share', share: 0.3 }, async ({ read, catalogue }) => {
    const scan = await read({ order_by: 'ID' });
    expect(scan.meta.total).toBeGreaterThan(600);
    expect(scan.meta.total).toBeLessThan(800);
    const missing =
      catalogue
        .idsAt(Date.now())
        .slice(0, 50)
        .find((id) => !idsOf(scan).includes(id)) ?? '';
    expect((await read({ offers: missing })).offers).toEqual([]);
    expect((await read({ offers: idsOf(scan).slice(0, 50).join(',') })).offers).toHaveLength(50);
  }));

test('a fault applies only to the requests that meet its conditions', () =>
  withSandbox({}, async ({ request, setFault, catalogue }) => {
    const statusOf = async (params: Record<string, string | number>) => (await request(params)).status;
    const effect = { kind: 'status', status: 500 } as const;
    const id = catalogue.idsAt(Date.now())[0] ?? '';
    setFault({ when: { pages: [2, 3] }, effect });
    expect(await Promise.all([1, 2, 3, 4].map((pages) => statusOf({ pages })))).toEqual([200, 500, 500, 200]);
    setFault({ when: { asked: 'by-id' }, effect });
    expect([await statusOf({ offers: id }), await statusOf({ pages: 1 })]).toEqual([500, 200]);
    setFault([
      { when: { first: 2 }, effect },
      { when: { first: 1 }, effect: { kind: 'status', status: 503 } },
    ]);
    expect([await statusOf({}), await statusOf({}), await statusOf({}), await statusOf({})]).toEqual([
      500, 500, 503, 200,
    ]);
    setFault(null);
    expect(await statusOf({ pages: 2 })).toBe(200);
  }));

test('a share of the requests fails, the same ones in each run', async () => {
  const failed = async () => {
    const statuses: number[] = [];
    await withSandbox(
      { faults: { when: { share: 0.3 }, effect: { kind: 'status', status: 503 } } },
      async ({ request }) => {
        for (let number = 1; number <= 60; number += 1) statuses.push((await request({ limit: 1 })).status);
      },
    );
    return statuses;
  };
  const statuses = await failed();
  const share = statuses.filter((status) => status === 503).length / 60;
  expect(share).toBeGreaterThan(0.1);
  expect(share).toBeLessThan(0.5);
  expect(await failed()).toEqual(statuses);
});

test('a fault with a duration, and a rate limit, use the sandbox clock', () => {
  let now = Date.UTC(2026, 5, 1);
  return withSandbox({ clock: () => now }, async ({ request, setFault }) => {
    setFault({ when: { forMs: 30_000 }, effect: { kind: 'status', status: 503 } });
    expect((await request()).status).toBe(503);
    now += 30_000;
    expect((await request()).status).toBe(200);

    now += 1_000;
    setFault({ when: { overPerSecond: 2 }, effect: { kind: 'status', status: 429, retryAfter: '1' } });
    expect([(await request()).status, (await request()).status, (await request()).status]).toEqual([
      200, 200, 429,
    ]);
    now += 1_000;
    expect((await request()).status).toBe(200);
  });
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('the condition was not met within a minute');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
