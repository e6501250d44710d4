import { startTestApi } from '../test-api';

test('the root leads to the page of the queues, by a relative address', async () => {
  const api = await startTestApi();
  try {
    const { statusCode, headers } = await api.request('/', { headers: { host: 'localhost' } });

    expect(statusCode).toBe(302);
    expect(headers.location).toBe('api/queues');
  } finally {
    await api.stop();
  }
});
