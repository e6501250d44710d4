import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { FaultEffect } from '../../src/sandbox/faults/schema';
import { idsOf, TOKEN, withSandbox, type LentSandbox } from './with-sandbox';

const withFault = (effect: FaultEffect, use: (sandbox: LentSandbox) => Promise<void>) =>
  withSandbox({ faults: { effect } }, use);

test.each([401, 403, 429, 500, 502, 503])('the status %d is answered', (status) =>
  withFault({ kind: 'status', status }, async ({ ask }) => {
    const answer = await ask();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, null]);
  }),
);

test('Retry-After is sent as it is', () =>
  withFault({ kind: 'status', status: 429, retryAfter: 'Fri, 31 Dec 2027 23:59:59 GMT' }, async ({ ask }) => {
    expect((await ask()).headers.get('retry-after')).toBe('Fri, 31 Dec 2027 23:59:59 GMT');
  }));

test('a redirect names another host', () =>
  withFault({ kind: 'redirect', to: 'http://elsewhere.invalid/' }, async ({ ask }) => {
    const answer = await ask();
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'http://elsewhere.invalid/']);
  }));

test('a request that hangs stays open until the sandbox closes', () =>
  withFault({ kind: 'hang' }, async ({ ask, close, requests }) => {
    const answer = expect(ask()).rejects.toThrow();
    await until(() => requests.inFlight === 1);
    await close();
    await answer;
    await until(() => requests.inFlight === 0);
    expect(requests.log[0]?.status).toBeUndefined();
  }));

test.each(['cut-body', 'wrong-length'] as const)('%s: the answer begins and does not end', (kind) =>
  withFault({ kind }, async ({ ask }) => {
    const answer = await ask();
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
  }),
);

test('reset: no answer at all', () =>
  withFault({ kind: 'reset' }, async ({ ask }) => {
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  }));

test('slow-drip: the right answer, byte by byte', () =>
  withSandbox(
    { offers: 1, faults: { effect: { kind: 'slow-drip', everyMs: 1 } } },
    async ({ ask, catalogue }) => {
      const parts: Uint8Array[] = [];
      for await (const part of (await ask()).body as unknown as AsyncIterable<Uint8Array>) parts.push(part);
      expect(parts.length).toBeGreaterThan(50);
      const answer = JSON.parse(Buffer.concat(parts).toString()) as { offers: unknown[] };
      expect(answer.offers).toEqual([catalogue.offerAt(catalogue.idsAt(0)[0] ?? '', Date.now())]);
    },
  ));

test('late: the answer tells what was true when it was asked', () =>
  withFault({ kind: 'late', ms: 100 }, async ({ read, catalogue, requests }) => {
    const id = catalogue.idsAt(Date.now(), { order: 'ID', status: 'Active' })[0] ?? '';
    const answer = read({ offers: id });
    await until(() => requests.inFlight === 1);
    catalogue.pause(id);
    expect((await answer).offers[0]?.status).toBe('Active');
  }));

test('html and null come with status 200', async () => {
  await withFault({ kind: 'html' }, async ({ ask }) => {
    const answer = await ask();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html']);
  });
  await withFault({ kind: 'json-null' }, async ({ read }) => expect(await read()).toBeNull());
});

test('a huge answer is as large as it was asked to be', () =>
  withFault({ kind: 'huge', mebibytes: 3 }, async ({ ask }) => {
    const text = await (await ask()).text();
    expect(text.length).toBeGreaterThan(3 * 1024 * 1024);
    expect(JSON.parse(text)).toMatchObject({ success: true, offers: [] });
  }));

test('a client that leaves a huge answer ends it', () =>
  withFault({ kind: 'huge' }, async ({ ask, requests }) => {
    await (await ask()).body?.cancel();
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

test('deep-json nests as deep as it was asked to', () =>
  withFault({ kind: 'deep-json', depth: 5_000 }, async ({ ask }) => {
    expect(await (await ask()).text()).toMatch(/"offers":\[{5000}\]{5000}\}$/);
  }));

test.each<[FaultEffect, unknown]>([
  [{ kind: 'success-false' }, { success: false }],
  [{ kind: 'null-offers' }, { success: true, offers: null }],
  [{ kind: 'total-zero' }, { success: true, meta: { total: 0, total_pages: 0 }, offers: [] }],
  [{ kind: 'empty-page' }, { meta: { total: 1_000, total_pages: 10 }, offers: [] }],
  [{ kind: 'total-pages', value: 1e9 }, { meta: { total: 1_000, total_pages: 1e9 } }],
  [{ kind: 'total-pages', value: '12' }, { meta: { total_pages: '12' } }],
  [{ kind: 'odd-rows', rows: [null, 7, {}] }, { offers: expect.arrayContaining([null, 7, {}]) as unknown }],
])('the answer is bent as %j says', (effect, expected) =>
  withFault(effect, async ({ ask }) => {
    const answer = await ask();
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject(expected as object);
  }),
);

test('no-offers leaves the field out', () =>
  withFault({ kind: 'no-offers' }, async ({ read }) => {
    expect(Object.keys(await read())).not.toContain('offers');
  }));

test('short, repeated and doubled pages show only what they should not', () =>
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
  }));

test('a share of the catalogue vanishes from scans and from answers by id alike', () =>
  withFault({ kind: 'vanish-share', share: 0.3 }, async ({ read, catalogue }) => {
    const scan = await read({ order_by: 'ID' });
    expect(scan.meta.total).toBeGreaterThan(600);
    expect(scan.meta.total).toBeLessThan(800);
    const gone =
      catalogue
        .idsAt(Date.now())
        .slice(0, 50)
        .find((id) => !idsOf(scan).includes(id)) ?? '';
    expect((await read({ offers: gone })).offers).toEqual([]);
    expect((await read({ offers: idsOf(scan).slice(0, 50).join(',') })).offers).toHaveLength(50);
  }));

test('a fault strikes only the requests that it is for', () =>
  withSandbox({}, async ({ ask, setFault, catalogue }) => {
    const statusOf = async (params: Record<string, string | number>) => (await ask(params)).status;
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

test('a share of the requests fails, the same ones each time', async () => {
  const failed = async () => {
    const statuses: number[] = [];
    await withSandbox(
      { faults: { when: { share: 0.3 }, effect: { kind: 'status', status: 503 } } },
      async ({ ask }) => {
        for (let number = 1; number <= 60; number += 1) statuses.push((await ask({ limit: 1 })).status);
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

test('a fault that is set for a time, and a rate limit, follow the sandbox clock', () => {
  let now = Date.UTC(2026, 5, 1);
  return withSandbox({ clock: () => now }, async ({ ask, setFault }) => {
    setFault({ when: { forMs: 30_000 }, effect: { kind: 'status', status: 503 } });
    expect((await ask()).status).toBe(503);
    now += 30_000;
    expect((await ask()).status).toBe(200);

    now += 1_000;
    setFault({ when: { overPerSecond: 2 }, effect: { kind: 'status', status: 429, retryAfter: '1' } });
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([200, 200, 429]);
    now += 1_000;
    expect((await ask()).status).toBe(200);
  });
});

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('it did not come to that within 5 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
