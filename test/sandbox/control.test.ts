import { withSandbox } from './with-sandbox';

test('the state tells the seed, what there is, what was asked and what goes wrong', () =>
  withSandbox({ seed: 7 }, async ({ control, ask, setFault }) => {
    await ask();
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

test('a person changes offers by HTTP and is told which ids are not there', () =>
  withSandbox({}, async ({ control, read, catalogue }) => {
    const [first = '', second = '', third = ''] = catalogue.idsAt(Date.now(), {
      order: 'ID',
      status: 'Active',
    });
    const answer = await control('/sandbox/changes', {
      pause: [first, '77'],
      remove: [second],
      payout: { [third]: '7.250' },
    });
    expect(await answer.json()).toEqual({ changed: 3, notThere: ['77'] });
    const { offers } = await read({ offers: `${first},${second},${third}`, order_by: 'ID' });
    expect(offers.map(({ offer_id, status }) => [offer_id, status])).toEqual([
      [first, 'Paused'],
      [third, 'Active'],
    ]);
    expect(offers[1]?.payout?.replace(',', '.')).toBe('7.250');
  }));

test('the truth about offers can be asked for at a moment', () =>
  withSandbox({}, async ({ control, catalogue }) => {
    const [id = ''] = catalogue.idsAt(Date.now());
    const answer = await control(`/sandbox/truth?offers=${id},77&at=2026-06-01T00:00:00Z`);
    expect(await answer.json()).toEqual({
      at: '2026-06-01T00:00:00.000Z',
      offers: [catalogue.truthAt(id, Date.UTC(2026, 5, 1))],
    });
    expect((await control('/sandbox/truth?at=yesterday')).status).toBe(400);
  }));

test('faults are set and taken away by HTTP, and such routes do not count as requests', () =>
  withSandbox({}, async ({ control, ask, requests }) => {
    expect((await control('/sandbox/faults', { effect: { kind: 'status', status: 502 } })).status).toBe(200);
    expect((await ask()).status).toBe(502);
    expect((await control('/sandbox/faults', null)).status).toBe(200);
    expect((await ask()).status).toBe(200);
    expect(requests.total).toBe(2);
  }));

test.each([
  ['/sandbox/faults', { effect: { kind: 'earthquake' } }],
  ['/sandbox/faults', 7],
  ['/sandbox/changes', { pause: 'all' }],
  ['/sandbox/changes', { payout: { 1005: '1,5' } }],
])('%s refuses %j with a sentence', (path, body) =>
  withSandbox({}, async ({ control }) => {
    const answer = await control(path, body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ statusCode: 400, message: expect.any(String) as string });
  }),
);

test('there are no other routes', () =>
  withSandbox({}, async ({ control }) => {
    expect((await control('/')).status).toBe(404);
    expect((await control('/api/cpa/findmyoffers/', {})).status).toBe(404);
  }));

test('a reset forgets changes, faults and counts', () =>
  withSandbox({}, async ({ read, ask, reset, setFault, catalogue, requests }) => {
    const before = await read({ order_by: 'ID' });
    catalogue.remove(before.offers[0]?.offer_id ?? '');
    setFault({ effect: { kind: 'reset' } });
    await expect(ask()).rejects.toThrow();
    reset();
    expect(requests).toMatchObject({ total: 0, byStatus: {}, log: [] });
    expect((await read({ order_by: 'ID' })).offers).toEqual(before.offers);
  }));
