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

test('a page beyond the last one is empty and says how many there are', () =>
  withSandbox({ offers: 950 }, async ({ read }) => {
    expect(await read({ pages: 11 })).toMatchObject({
      offers: [],
      meta: { total: 950, total_pages: 10, page: 11 },
    });
  }));

test('rows have the fields that the network documents, each a text or null', () =>
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

test('a larger page than the cap is cut, and the meta block says so', () =>
  withSandbox({ pageCap: 40 }, async ({ read }) => {
    const answer = await read({ limit: 500 });
    expect(answer.offers).toHaveLength(40);
    expect(answer.meta).toMatchObject({ limit: '40', total_pages: 25 });
  }));

test('numbers come as texts where the sandbox is set so', () =>
  withSandbox({ numbersAsStrings: true }, async ({ read }) => {
    expect((await read()).meta).toEqual({ total: '1000', total_pages: '10', page: '1', limit: '100' });
  }));

test('a status picks its offers, and all statuses make up the catalogue', () =>
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

test('in order of performance the offers that convert come first, the latest conversion at the top', () =>
  withSandbox({}, async ({ read, catalogue }) => {
    const ids = idsOf(await read({ order_by: 'Performance' }));
    const converts = ids.map((id) => catalogue.truthAt(id, Date.now())?.lastConvAgeSeconds !== null);
    expect(converts.indexOf(false)).toBeGreaterThan(10);
    expect(converts.lastIndexOf(true)).toBeLessThan(converts.indexOf(false));

    catalogue.convert(ids[60] ?? '');
    expect(idsOf(await read())[0]).toBe(ids[60]);
  }));

test('in order of payout the best paid come first', () =>
  withSandbox({}, async ({ read, catalogue }) => {
    const answer = await read({ order_by: 'Payout' });
    const payouts = idsOf(answer).map((id) => Number(catalogue.truthAt(id, Date.now())?.payout));
    expect(payouts).toEqual([...payouts].sort((a, b) => b - a));
  }));

test('filters hold together', () =>
  withSandbox({}, async ({ read, catalogue }) => {
    const { offers, meta } = await read({ country: 'PT,ES', verticals: 'Video', payout_above: 2 });
    expect(meta.total).toBeGreaterThan(0);
    for (const offer of offers) {
      expect(['PT', 'ES']).toContain(offer.country);
      expect(offer.vertical).toBe('Video');
      expect(Number(catalogue.truthAt(offer.offer_id, Date.now())?.payout)).toBeGreaterThan(2);
    }
  }));

test('offers asked by id come whatever their status, unknown ids are left out', () =>
  withSandbox({}, async ({ read, catalogue }) => {
    const [first = '', second = '', third = ''] = catalogue.idsAt(Date.now());
    catalogue.pause(first);
    catalogue.remove(second);
    const answer = await read({
      offers: `${third},${second},${first},${first},77`,
      limit: 100,
      pages: 1,
      order_by: 'ID',
    });
    expect(answer.offers.map(({ offer_id, status }) => [offer_id, status])).toEqual([
      [first, 'Paused'],
      [third, catalogue.truthAt(third, Date.now())?.status],
    ]);
    expect(answer.meta.total).toBe(2);
  }));

test('unknown ids come with the status Unknown where the sandbox is set so', () =>
  withSandbox({ unknownIds: 'as-unknown' }, async ({ read }) => {
    const answer = await read({ offers: '77' });
    expect(answer.offers).toEqual([
      expect.objectContaining({ offer_id: '77', status: 'Unknown', payout: null }),
    ]);
  }));

test('50 ids are taken and 51 are refused', () =>
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
])('a question that makes no sense is refused: %j', (params) =>
  withSandbox({}, async ({ read }) => {
    expect(await read(params as Record<string, string>)).toMatchObject({ success: false });
  }),
);

test('a wrong token and none are turned away, and no token is kept', () =>
  withSandbox({}, async ({ ask, url, requests }) => {
    expect((await ask({ mwsd: 'wrong-token' })).status).toBe(401);
    expect((await fetch(url)).status).toBe(401);
    expect((await ask({ status: 'Active' })).status).toBe(200);
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

test('the latency is kept, and requests in flight are counted', () =>
  withSandbox({ latencyMs: 120 }, async ({ ask, requests }) => {
    const begun = performance.now();
    await Promise.all([ask(), ask(), ask()]);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(115);
    expect(requests.inFlightMax).toBe(3);
    expect([...requests.bySecond.values()].reduce((sum, count) => sum + count, 0)).toBe(3);
  }));
