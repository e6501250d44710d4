import { idsOf, TOKEN, withSandbox } from './with-sandbox';

test('the pages of a scan in order of ids add up to the total', () =>
  withSandbox({ offers: 950 }, async ({ read, catalogue }) => {
    const first = await read({ order_by: 'ID', limit: 100, pages: 1 });
    expect(first).toMatchObject({
      success: true,
      meta: { total: 950, total_pages: 10, page: 1, limit: '100' },
    });
    const pages = await Promise.all(
      Array.from({ length: 10 }, (_, index) => read({ order_by: 'ID', limit: 100, pages: index + 1 })),
    );
    expect(pages.flatMap(idsOf)).toEqual(catalogue.idsAt(Date.now()));
    expect(pages.at(-1)?.offers).toHaveLength(50);
  }));

test('a page beyond the last one is empty and has the correct totals', () =>
  withSandbox({ offers: 950 }, async ({ read }) => {
    expect(await read({ pages: 11 })).toMatchObject({
      offers: [],
      meta: { total: 950, total_pages: 10, page: 11 },
    });
  }));

test.each([
  ['last-page', 10],
  ['last-page-as-asked', 11],
] as const)('with %s, a page beyond the last one has its rows', (behindEnd, page) =>
  withSandbox({ offers: 950, behindEnd }, async ({ read }) => {
    const last = await read({ order_by: 'ID', pages: 10 });
    expect(await read({ order_by: 'ID', pages: 11 })).toEqual({ ...last, meta: { ...last.meta, page } });
  }),
);

test('a page beyond the last one is refused with behindEnd: refused', () =>
  withSandbox({ offers: 950, behindEnd: 'refused' }, async ({ read }) => {
    expect((await read({ pages: 10 })).offers).toHaveLength(50);
    expect(await read({ pages: 11 })).toMatchObject({ success: false, offers: [] });
  }));

test('rows have the documented fields, each a string or null', () =>
  withSandbox({}, async ({ read }) => {
    const { offers } = await read();
    const names =
      'offer_id offer_name status country country_name carrier vertical flow model payout currency daily_cap ' +
      'type_traffic time_frame traffic_restrictions landing_page thumbnails offer_url filled_cap last_conv';
    for (const offer of offers) {
      expect(Object.keys(offer).sort()).toEqual(names.split(' ').sort());
      expect(Object.values(offer).every((value) => value === null || typeof value === 'string')).toBe(true);
    }
  }));

test('a page above the cap is reduced to it, and the meta block says so', () =>
  withSandbox({ pageCap: 40 }, async ({ read }) => {
    const response = await read({ limit: 500 });
    expect(response.offers).toHaveLength(40);
    expect(response.meta).toMatchObject({ limit: '40', total_pages: 25 });
  }));

test.each([
  ['pages', { limit: '100', total_pages: 25 }],
  ['nothing', { limit: '100', total_pages: 10 }],
] as const)('with the page cap stated in %s, the meta block says less', (statedCap, meta) =>
  withSandbox({ pageCap: 40, statedCap }, async ({ read }) => {
    const last = await read({ order_by: 'ID', limit: 100, pages: 25 });
    expect(last.offers).toHaveLength(40);
    expect(last.meta).toMatchObject(meta);
  }),
);

test('ids are sorted as text on request, also within a status and after a change', () =>
  withSandbox({ offers: 3_000, idsSortedAs: 'text' }, async ({ read, catalogue }) => {
    for (const params of [{}, { status: 'Active' }]) {
      const ids = idsOf(await read({ order_by: 'ID', ...params }));
      expect(ids).toEqual(ids.toSorted());
      expect(ids).not.toEqual(ids.toSorted((a, b) => Number(a) - Number(b)));
      catalogue.remove(ids[0]!);
      expect(idsOf(await read({ order_by: 'ID', ...params }))[0]).toBe(ids[1]);
    }
  }));

test('numbers are strings with numbersAsStrings', () =>
  withSandbox({ numbersAsStrings: true }, async ({ read }) => {
    expect((await read()).meta).toEqual({ total: '1000', total_pages: '10', page: '1', limit: '100' });
  }));

test('each status selects its offers, and all statuses add up to the catalogue', () =>
  withSandbox({}, async ({ read }) => {
    const totals = await Promise.all(
      ['Active', 'Paused', 'Blocked'].map(async (status) => {
        const { offers, meta } = await read({ status });
        expect(new Set(offers.map((offer) => offer.status))).toEqual(new Set([status]));
        return meta.total;
      }),
    );
    expect(totals.reduce((sum, total) => sum + total, 0)).toBe(1_000);
  }));

test('in order of performance the converting offers come first, the latest conversion at the top', () =>
  withSandbox({}, async ({ read, catalogue }) => {
    const ids = idsOf(await read({ order_by: 'Performance' }));
    const converts = ids.map((id) => catalogue.truthAt(id, Date.now())?.lastConvAgeSeconds !== null);
    expect(converts.indexOf(false)).toBeGreaterThan(10);
    expect(converts.lastIndexOf(true)).toBeLessThan(converts.indexOf(false));

    catalogue.convert(ids[60] ?? '');
    expect(idsOf(await read())[0]).toBe(ids[60]);
  }));

test('in order of payout the highest comes first', () =>
  withSandbox({}, async ({ read, catalogue }) => {
    const response = await read({ order_by: 'Payout' });
    const payouts = idsOf(response).map((id) => Number(catalogue.truthAt(id, Date.now())?.payout));
    expect(payouts).toEqual([...payouts].sort((a, b) => b - a));
  }));

test('filters combine', () =>
  withSandbox({}, async ({ read, catalogue }) => {
    const { offers, meta } = await read({ country: 'PT,ES', verticals: 'Video', payout_above: 2 });
    expect(meta.total).toBeGreaterThan(0);
    for (const offer of offers) {
      expect(['PT', 'ES']).toContain(offer.country);
      expect(offer.vertical).toBe('Video');
      expect(Number(catalogue.truthAt(offer.offer_id, Date.now())?.payout)).toBeGreaterThan(2);
    }
  }));

test('a request by id returns offers of any status and omits unknown ids', () =>
  withSandbox({}, async ({ read, catalogue }) => {
    const [first = '', second = '', third = ''] = catalogue.idsAt(Date.now());
    catalogue.pause(first);
    catalogue.remove(second);
    const response = await read({
      offers: `${third},${second},${first},${first},77`,
      limit: 100,
      pages: 1,
      order_by: 'ID',
    });
    expect(response.offers.map(({ offer_id, status }) => [offer_id, status])).toEqual([
      [first, 'Paused'],
      [third, catalogue.truthAt(third, Date.now())?.status],
    ]);
    expect(response.meta.total).toBe(2);
  }));

test('unknown ids have the status Unknown with unknownIds: as-unknown', () =>
  withSandbox({ unknownIds: 'as-unknown' }, async ({ read }) => {
    const response = await read({ offers: '77' });
    expect(response.offers).toEqual([
      expect.objectContaining({ offer_id: '77', status: 'Unknown', payout: null }),
    ]);
  }));

test('50 ids are accepted and 51 are rejected', () =>
  withSandbox({}, async ({ read, catalogue }) => {
    const ids = catalogue.idsAt(Date.now());
    expect((await read({ offers: ids.slice(0, 50).join(',') })).offers).toHaveLength(50);
    expect(await read({ offers: ids.slice(0, 51).join(',') })).toMatchObject({ success: false, offers: [] });
  }));

test.each([
  { status: 'active' },
  { order_by: 'Name' },
  { pages: '0' },
  { limit: 'x' },
  { payout_above: 'x' },
])('an invalid request is rejected: %j', (params) =>
  withSandbox({}, async ({ read }) => {
    expect(await read(params as Record<string, string>)).toMatchObject({ success: false });
  }),
);

test('a wrong and a missing token are rejected, and no token is logged', () =>
  withSandbox({}, async ({ request, url, requests }) => {
    expect((await request({ mwsd: 'wrong-token' })).status).toBe(401);
    expect((await fetch(url)).status).toBe(401);
    expect((await request({ status: 'Active' })).status).toBe(200);
    expect(JSON.stringify(requests.log)).not.toMatch(new RegExp(`wrong-token|${TOKEN}`));
    expect(requests).toMatchObject({ total: 3, byStatus: { 200: 1, 401: 2 } });
  }));

test('a test can change the catalogue in the middle of a scan', () =>
  withSandbox(
    {
      beforeResponse: (number, _params, catalogue) => {
        if (number === 2) catalogue.remove(catalogue.idsAt(Date.now())[0] ?? '');
      },
    },
    async ({ read, catalogue }) => {
      const before = catalogue.idsAt(Date.now());
      await read({ order_by: 'ID', pages: 1 });
      const second = await read({ order_by: 'ID', pages: 2 });
      expect(second.meta.total).toBe(999);
      expect(idsOf(second)).toEqual(before.slice(101, 201));
    },
  ));

test('responses have the configured latency, and requests in flight are counted', () =>
  withSandbox({ latencyMs: 400 }, async ({ request, requests }) => {
    const startedAt = performance.now();
    await Promise.all([request(), request(), request()]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(395);
    expect(requests.inFlightMax).toBe(3);
    expect([...requests.bySecond.values()].reduce((sum, count) => sum + count, 0)).toBe(3);
  }));
