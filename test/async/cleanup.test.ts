import { createCleanupStack, openWithCleanup } from '../../src/async/cleanup';

test('everything is closed in reverse order, once, although some of it fails', async () => {
  const closed: string[] = [];
  const cleanup = createCleanupStack();
  cleanup.defer('server', () => closed.push('server'));
  cleanup.defer('database', () => Promise.reject(new Error('no connection')));
  cleanup.defer('client', () => closed.push('client'));

  await expect(cleanup.closeAll()).rejects.toMatchObject({
    errors: [{ message: 'failed to close database', cause: { message: 'no connection' } }],
  });
  await cleanup.closeAll();
  expect(closed).toEqual(['client', 'server']);
});

test('what was opened stays open until it is stopped, and is closed at once if the rest fails to open', async () => {
  const close = jest.fn();
  const opened = await openWithCleanup((cleanup) => {
    cleanup.defer('server', close);
    return Promise.resolve({ port: 1 });
  });
  expect(opened.port).toBe(1);
  expect(close).not.toHaveBeenCalled();
  await opened.stop();
  expect(close).toHaveBeenCalledTimes(1);

  const failing = openWithCleanup((cleanup) => {
    cleanup.defer('server', close);
    return Promise.reject(new Error('port in use'));
  });
  await expect(failing).rejects.toThrow('port in use');
  expect(close).toHaveBeenCalledTimes(2);
});
