import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startTcpProxy } from '../../harness/servers/tcp-proxy';
import { openDatabase } from '../../src/store/database';
import { isDatabaseUnavailable } from '../../src/store/errors';
import { useTestStore } from './test-store';

const context = useTestStore('all');

/** The error of a statement while the server is silent. The statement after it succeeds. */
async function failInSilence(parameters: string) {
  const url = new URL(`${context.databaseUrl}${parameters}`);
  const proxy = await startTcpProxy(Number(url.port));
  url.port = String(proxy.port);
  const database = openDatabase({ databaseUrl: url.href, connections: 1, statementTimeoutMs: 100 });
  try {
    await database.pool.query('SELECT 1');
    proxy.setMode({ kind: 'stall' });
    const error: unknown = await database.pool.query('SELECT 1').catch((reason: unknown) => reason);
    proxy.setMode({ kind: 'pass' });
    await expect(database.pool.query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
    return error;
  } finally {
    await database.close();
    await proxy.close();
  }
}

test('a statement fails when the server has been silent for 5 s longer than it may run, and the next one succeeds', async () => {
  const error = await failInSilence('');

  expect(error).toMatchObject({ code: 'ETIMEDOUT', message: 'The database server does not respond.' });
  expect(isDatabaseUnavailable(error)).toBe(true);
});

test('with a query_timeout in its address, a statement fails after that time instead', async () => {
  const error = await failInSilence('?query_timeout=6000');

  expect(error).toMatchObject({ message: 'Query read timeout' });
  expect(isDatabaseUnavailable(error)).toBe(true);
});

test('the rows of a statement do not outlive it until the next full garbage collection', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
  const readOldMib = () =>
    getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')!.space_used_size / 2 ** 20;
  const database = openDatabase({ ...context, connections: 1, statementTimeoutMs: 30_000 });
  // Little at a time: what is being read when V8 collects its young generation, which may be small, survives rightly.
  const read = async () => {
    await database.pool.query(`SELECT repeat('x', 1024) AS text FROM generate_series(1, $1::int)`, [64]);
  };
  try {
    await read();
    const before = readOldMib();
    for (let reads = 0; reads < 640; reads += 1) await read();
    // What survives two collections of the young generation is moved to the old one.
    for (const type of ['minor', 'minor'] as const) collect({ type });
    expect(readOldMib() - before).toBeLessThan(12);
  } finally {
    await database.close();
  }
});
