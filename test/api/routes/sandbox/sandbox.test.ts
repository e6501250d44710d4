import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runSync } from '../../../../harness/run-sync';
import { type ApiStack, startApiStack, startTestApi, type TestApi } from '../../test-api';

describe('the mirror of a running sandbox', () => {
  let stack: ApiStack;

  beforeAll(async () => {
    stack = await startApiStack({
      sandbox: { offers: 600, convertingShare: 0.1 },
      settings: { FULL_PAGE_RETRY_FOR: '3s' },
    });
    await stack.store.claimSource('sandbox');
    await runSync(stack, 'full');
  });
  afterAll(() => stack.stop());
  beforeEach(() => stack.sandbox.reset());

  const post = (path: string, payload?: object) =>
    stack.request(`/api/sandbox/${path}`, { method: 'POST', ...(payload !== undefined && { payload }) });
  const truthOf = (offerId: unknown) => stack.sandbox.catalogue.truthAt(String(offerId), Date.now());

  test('an intact sandbox has nothing broken', async () => {
    const { statusCode, body } = await stack.request('/api/sandbox');

    expect(statusCode).toBe(200);
    const { offers, active, converting } = stack.sandbox.catalogue.countsAt(Date.now());
    expect(body).toEqual({ offers, active, converting, faults: [], paused: [], silent: [], changed: 0 });
  });

  test('a pause takes an offer that converts, each time another one, and the next HIGH finds it', async () => {
    const { total } = await stack.store.listOffers({ onList: true, limit: 1 });
    const [first, second] = [await post('pause'), await post('pause')];

    expect([first.statusCode, second.statusCode]).toEqual([200, 200]);
    const ids = [first, second].map(({ body }) => body.offerId);
    expect(new Set(ids).size).toBe(2);
    expect(ids.map((offerId) => truthOf(offerId)?.status)).toEqual(['Paused', 'Paused']);
    expect(first.body.offerName).toMatch(/^Sandbox /);
    expect((await stack.request('/api/sandbox')).body).toMatchObject({ changed: 2 });
    expect(((await stack.request('/api/sandbox')).body.paused as string[]).sort()).toEqual([...ids].sort());
    await runSync(stack, 'high');
    expect((await stack.store.listOffers({ onList: true, limit: 1 })).total).toBe(total - 2);

    await post('heal');
    expect(ids.map((offerId) => truthOf(offerId)?.status)).toEqual(['Active', 'Active']);
    await runSync(stack, 'high');
    expect((await stack.store.listOffers({ onList: true, limit: 1 })).total).toBe(total);
  });

  test('conversions of a given offer stop, and it stays Active', async () => {
    const [offerId] = stack.sandbox.catalogue.idsAt(Date.now(), { order: 'ID', status: 'Active' });

    const { body } = await post('stop-conversions', { offerId });

    expect(body.offerId).toBe(offerId);
    expect((await stack.request('/api/sandbox')).body).toMatchObject({ silent: [offerId], paused: [] });
    expect(truthOf(offerId)?.status).toBe('Active');
  });

  test('an offer that the sandbox does not have is not found', async () => {
    expect(await post('pause', { offerId: '77' })).toMatchObject({
      statusCode: 404,
      body: { message: 'The sandbox has no offer 77.' },
    });
  });

  test('without a converting offer left, the choice is refused with a reason', async () => {
    const { offers } = await stack.store.listOffers({ onList: true, limit: 100 });
    for (const { offerId } of offers) stack.sandbox.catalogue.setPace(offerId, 0);

    const { statusCode, body } = await post('pause');

    expect(statusCode).toBe(409);
    expect(body.message).toMatch(/Wait for the first FULL, or heal the sandbox/);
  });

  test.each([
    ['broken_page', 'incomplete'],
    ['refused_token', 'failed'],
  ])('the fault %s replaces the one before, and ends a FULL as %s', async (fault, status) => {
    await post('faults', { fault: 'slow' });

    const { statusCode, body } = await post('faults', { fault });

    expect(statusCode).toBe(200);
    expect(body.faults).toEqual([{ name: fault, description: expect.any(String) as string }]);
    expect(await runSync(stack, 'full')).toMatchObject({ status });
    expect((await post('heal')).body).toMatchObject({ faults: [] });
    expect(await runSync(stack, 'full')).toMatchObject({ status: 'completed' });
  });

  test('more offers vanish than the sweep may mark', async () => {
    await post('faults', { fault: 'vanished_offers' });

    const run = await runSync(stack, 'full');

    expect(run).toMatchObject({ status: 'incomplete', offersGone: 0 });
    expect(run.offersNotMarked).toBe(run.offersAbsent);
    const { body } = await stack.request(`/api/syncs/${run.workflowId}`);
    expect(body.summary).toEqual(
      expect.arrayContaining([
        { name: 'outcome', text: expect.stringMatching(/^FULL incomplete in /) as string },
        {
          name: 'sweep',
          text: expect.stringMatching(/, \d+ not marked, because they are too many$/) as string,
        },
        { name: 'incomplete', text: run.reasons[0] },
      ]),
    );
  });

  test('a slow answer is late', async () => {
    await post('faults', { fault: 'slow' });
    const startedMs = performance.now();
    await fetch(`${stack.sandbox.url}?mwsd=test-token&limit=1`);
    expect(performance.now() - startedMs).toBeGreaterThan(2_900);
  });

  test('a fault that was injected in another way is shown as such', async () => {
    stack.sandbox.setFault([{ effect: { kind: 'late', ms: 1 } }, { effect: { kind: 'late', ms: 3_000 } }]);
    expect((await stack.request('/api/sandbox')).body.faults).toMatchObject([
      { name: 'other' },
      { name: 'slow' },
    ]);
  });

  test('an unknown fault is refused', async () => {
    expect(await post('faults', { fault: 'earthquake' })).toMatchObject({ statusCode: 400 });
    expect(await post('faults')).toMatchObject({ statusCode: 400 });
  });
});

describe('another network', () => {
  let api: TestApi;
  let network: Server;
  const requests: string[] = [];

  beforeAll(async () => {
    network = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"nothing here"}');
    });
    await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    network.close();
    network.closeAllConnections();
  });
  afterEach(async () => {
    await api.stop();
    requests.length = 0;
  });

  const address = () => `http://127.0.0.1:${(network.address() as AddressInfo).port}/api/`;

  async function post(source: string, networkUrl?: string) {
    api = await startTestApi({ withDatabase: true, ...(networkUrl !== undefined && { networkUrl }) });
    await api.store.claimSource(source);
    return api.request('/api/sandbox/faults', { method: 'POST', payload: { fault: 'slow' } });
  }

  test('the mirror of a real network is never touched', async () => {
    expect(await post('network.example', address())).toMatchObject({
      statusCode: 404,
      body: { message: 'This mirror is of network.example, not of the sandbox.' },
    });
    expect(requests).toEqual([]);
  });

  test("without the sandbox's address, the answer says which setting is missing", async () => {
    const { statusCode, body } = await post('sandbox', 'https://network.example/api/');

    expect(statusCode).toBe(409);
    expect(body.message).toContain('MOBIPIUM_API_URL');
  });

  test('a server that is no sandbox gets no request that changes anything', async () => {
    const { statusCode, body } = await post(new URL(address()).host, address());

    expect(statusCode).toBe(503);
    expect(body.message).toMatch(/^No sandbox answers at http:\/\/127\.0\.0\.1:\d+\./);
    expect(requests).toEqual(['GET /sandbox/state']);
  });
});
