import { startProgram } from '../../harness/processes/program';
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
  // On a busy machine, a statement that is answered may take some hundred milliseconds.
  const database = openDatabase({ databaseUrl: url.href, connections: 1, statementTimeoutMs: 1_000 });
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
  const error = await failInSilence('?query_timeout=7000');

  expect(error).toMatchObject({ message: 'Query read timeout' });
  expect(isDatabaseUnavailable(error)).toBe(true);
});

/** Reads 160 MiB, a quarter of one at a time, and prints by how many MiB the old generation grew at most meanwhile. */
const READ_ROWS = `
  const { getHeapSpaceStatistics } = require('node:v8');
  const { openDatabase } = require('./src/store/database');
  const readOldMib = () =>
    getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space').space_used_size / 2 ** 20;
  const database = openDatabase({ databaseUrl: process.env.DATABASE_URL, connections: 1, statementTimeoutMs: 30_000 });
  const read = () => database.pool.query("SELECT repeat('x', 1024) AS text FROM generate_series(1, $1::int)", [256]);
  const run = async () => {
    await read();
    const before = readOldMib();
    let most = 0;
    for (let reads = 0; reads < 640; reads += 1) {
      await read();
      most = Math.max(most, readOldMib() - before);
    }
    console.log(most);
    await database.close();
  };
  run();`;

test('the rows of a statement do not outlive it until the next full garbage collection', async () => {
  // In a process of its own, because what other tests leave behind may keep them.
  const command = [process.execPath, '--import', 'tsx', '-e', READ_ROWS];
  const reader = startProgram(command, { DATABASE_URL: context.databaseUrl });
  expect(await reader.ended()).toBe(0);
  expect(Number(reader.stdout())).toBeLessThan(12);
});
