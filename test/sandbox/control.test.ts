import { withSandbox } from './with-sandbox';

test('the state shows the seed, the counts, the requests and the faults', () =>
  withSandbox({ seed: 7 }, async ({ control, request, setFault }) => {
    await request();
    setFault({ when: { share: 0.5 }, effect: { kind: 'hang' } });
    expect(await (await control('/sandbox/state')).json()).toMatchObject({
      sandbox: true,
      seed: 7,
      churn: 0,
      offers: 1_000,
      active: expect.any(Number) as number,
      converting: expect.any(Number) as number,
      requests: { total: 1, byStatus: { 200: 1 } },
      faults: [{ when: { share: 0.5 }, effect: { kind: 'hang' } }],
    });
  }));

test('offers can be changed by HTTP, and the response lists the ids that do not exist', () =>
  withSandbox({}, async ({ control, read, catalogue }) => {
    const [first = '', second = '', third = ''] = catalogue.idsAt(Date.now(), {
      order: 'ID',
      status: 'Active',
    });
    const response = await control('/sandbox/changes', {
      pause: [first, '77'],
      remove: [second],
      payout: { [third]: '7.250' },
    });
    expect(await response.json()).toEqual({ changed: 3, notThere: ['77'] });
    const { offers } = await read({ offers: `${first},${second},${third}`, order_by: 'ID' });
    expect(offers.map(({ offer_id, status }) => [offer_id, status])).toEqual([
      [first, 'Paused'],
      [third, 'Active'],
    ]);
    expect(offers[1]?.payout?.replace(',', '.')).toBe('7.250');
  }));

test('the pace of offers can be changed by HTTP', () =>
  withSandbox({ conversions: 'random', convertingShare: 1 }, async ({ control, catalogue }) => {
    const now = Date.now();
    const [id = ''] = catalogue.idsAt(now);
    const { lastConvertedAtMs } = catalogue.truthAt(id, now)!;
    const response = await control('/sandbox/changes', { pace: { [id]: 0, 77: 0.5 } });
    expect(await response.json()).toEqual({ changed: 1, notThere: ['77'] });
    expect(catalogue.truthAt(id, now + 86_400_000)!.lastConvertedAtMs).toBe(lastConvertedAtMs);
    expect((await control('/sandbox/changes', { pace: { [id]: 2 } })).status).toBe(400);
  }));

test('the changes in effect can be read, and healing removes them and all faults', () =>
  withSandbox({}, async ({ control, read, setFault, catalogue }) => {
    const [paused = '', silent = ''] = catalogue.idsAt(Date.now(), { order: 'ID', status: 'Active' });
    await control('/sandbox/changes', { pause: [paused], pace: { [silent]: 0 } });
    setFault({ effect: { kind: 'vanish-share', share: 1 } });
    expect(await (await control('/sandbox/changes')).json()).toEqual({
      changes: expect.arrayContaining([
        { offerId: paused, status: 'Paused', fields: {} },
        { offerId: silent, pace: 0, fields: {} },
      ]) as unknown[],
    });

    expect((await control('/sandbox/heal', {})).status).toBe(200);

    expect(await (await control('/sandbox/changes')).json()).toEqual({ changes: [] });
    const { offers } = await read({ offers: paused });
    expect(offers.map(({ status }) => status)).toEqual(['Active']);
  }));

test('the true data of offers can be read at a moment', () =>
  withSandbox({}, async ({ control, catalogue }) => {
    const [id = ''] = catalogue.idsAt(Date.now());
    const response = await control(`/sandbox/truth?offers=${id},77&at=2026-06-01T00:00:00Z`);
    expect(await response.json()).toEqual({
      at: '2026-06-01T00:00:00.000Z',
      offers: [catalogue.truthAt(id, Date.UTC(2026, 5, 1))],
    });
    expect((await control('/sandbox/truth?at=yesterday')).status).toBe(400);
  }));

test('faults are set and removed by HTTP, and control routes do not count as requests', () =>
  withSandbox({}, async ({ control, request, requests }) => {
    expect((await control('/sandbox/faults', { effect: { kind: 'status', status: 502 } })).status).toBe(200);
    expect((await request()).status).toBe(502);
    expect((await control('/sandbox/faults', null)).status).toBe(200);
    expect((await request()).status).toBe(200);
    expect(requests.total).toBe(2);
  }));

test.each([
  ['/sandbox/faults', { effect: { kind: 'earthquake' } }],
  ['/sandbox/faults', 7],
  ['/sandbox/changes', { pause: 'all' }],
  ['/sandbox/changes', { payout: { 1005: '1,5' } }],
])('%s rejects %j with a message', (path, body) =>
  withSandbox({}, async ({ control }) => {
    const response = await control(path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ statusCode: 400, message: expect.any(String) as string });
  }),
);

test('there are no other routes', () =>
  withSandbox({}, async ({ control }) => {
    expect((await control('/')).status).toBe(404);
    expect((await control('/api/cpa/findmyoffers/', {})).status).toBe(404);
  }));

test('a reset removes changes, faults and counts', () =>
  withSandbox({}, async ({ read, request, reset, setFault, catalogue, requests }) => {
    const before = await read({ order_by: 'ID' });
    catalogue.remove(before.offers[0]?.offer_id ?? '');
    setFault({ effect: { kind: 'reset' } });
    await expect(request()).rejects.toThrow();
    reset();
    expect(requests).toMatchObject({ total: 0, byStatus: {}, log: [] });
    expect((await read({ order_by: 'ID' })).offers).toEqual(before.offers);
  }));
