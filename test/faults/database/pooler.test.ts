import { Client } from 'pg';
import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { runSync } from '../../../harness/run-sync';
import { createTestDatabase } from '../../../harness/servers/database';
import { type PoolMode, startPgBouncer, type TestPgBouncer } from '../../../harness/servers/pgbouncer';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { applyMigrations, createStore } from '../../../src/store';

describe.each(['session', 'transaction'] as PoolMode[])('behind PgBouncer in %s mode', (poolMode) => {
  let pooler: TestPgBouncer;
  let stack: TestStack;

  beforeAll(async () => {
    const database = await createTestDatabase();
    pooler = await startPgBouncer(database.databaseUrl, poolMode);
    stack = await startTestStack({
      sandbox: { offers: 2_000 },
      database: { databaseUrl: pooler.databaseUrl, drop: database.drop },
    });
  });

  afterAll(async () => {
    await stack?.stop();
    await pooler?.stop();
  });

  test('a FULL and three HIGHs mirror the network, without a retry', async () => {
    const full = await runSync(stack, 'full');
    expect(full).toMatchObject({ status: 'completed', retries: 0 });
    for (let count = 1; count <= 3; count += 1) {
      expect(await runSync(stack, 'high')).toMatchObject({ status: 'completed', retries: 0 });
    }
    await expectCompleteMirror(stack);
  });

  test('several processes use the same prepared statements', async () => {
    const stores = Array.from({ length: 6 }, () =>
      createStore({ databaseUrl: pooler.databaseUrl, connections: 3 }),
    );
    try {
      const waits = await Promise.all(
        Array.from({ length: 120 }, (_, index) => stores[index % 6]!.reserveSendTime('queue', 10_000)),
      );
      expect(waits).toHaveLength(120);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  });
});

test('through a pooler in transaction mode, migrations run one after the other and leave no lock behind', async () => {
  const database = await createTestDatabase({ empty: true });
  const pooler = await startPgBouncer(database.databaseUrl, 'transaction');
  try {
    const applied = await Promise.all([1, 2, 3].map(() => applyMigrations(pooler.databaseUrl)));
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);

    const client = new Client({ connectionString: database.databaseUrl });
    await client.connect();
    const { rows } = await client.query("SELECT FROM pg_locks WHERE locktype = 'advisory'");
    await client.end();
    expect(rows).toEqual([]);
  } finally {
    await pooler.stop();
    await database.drop();
  }
});
