import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { poll } from '../../harness/poll';
import { createTestDatabase } from '../../harness/servers/database';
import { createStore, MirrorMismatchError } from '../../src/store';
import { useTestStore, beginRun, answerWith, observedOffer } from './test-store';

const context = useTestStore();

test('the id is generated once, and every process reads the same one', async () => {
  const id = await context.store.readMirrorId();
  const second = createStore({ databaseUrl: context.databaseUrl });
  try {
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(await second.readMirrorId()).toBe(id);
  } finally {
    await second.close();
  }
});

test('two databases have two ids', async () => {
  const other = await createTestDatabase();
  const store = createStore(other);
  try {
    expect(await store.readMirrorId()).not.toBe(await context.store.readMirrorId());
  } finally {
    await store.close();
    await other.drop();
  }
});

test('the documented statement gives a copy of a database an id of its own', async () => {
  const { store, pool } = context;
  const before = await store.readMirrorId();
  const page = readFileSync(join(__dirname, '../../docs/deployment.md'), 'utf8');
  const [, statement] = /`(UPDATE mirror_identity [^`]*)`/.exec(page)!;

  await pool.query(statement!);

  const copy = createStore({ databaseUrl: context.databaseUrl });
  try {
    expect(await copy.readMirrorId()).not.toBe(before);
    // A process that has been running on it stops, and does not mix the two.
    await pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
      ['mobipium-sync'],
    );
    await poll('a new connection is refused', () =>
      store.readClock().then(
        () => false,
        (error: unknown) => error instanceof MirrorMismatchError,
      ),
    );
  } finally {
    await copy.close();
  }
});

test('the table holds one id', async () => {
  await expect(context.pool.query('INSERT INTO mirror_identity DEFAULT VALUES')).rejects.toThrow(/duplicate/);
  await expect(context.pool.query('INSERT INTO mirror_identity (only_row) VALUES (false)')).rejects.toThrow(
    /check constraint/,
  );
});

test('a process refuses another mirror that has taken the place of its database, until it is back', async () => {
  const { store } = context;
  await beginRun(context);
  const own = await store.readMirrorId();
  const other = await createTestDatabase();
  const [ownName, otherName] = [context, other].map(({ databaseUrl }) =>
    new URL(databaseUrl).pathname.slice(1),
  );
  try {
    await rename([ownName!, 'aside'], [otherName!, ownName!]);

    const save = store.saveAnswer(answerWith([observedOffer('1')]));
    await expect(save).rejects.toThrow(MirrorMismatchError);
    await expect(save).rejects.toThrow(
      new RegExp(`works on the mirror ${own}, but .* the mirror [0-9a-f-]{36}`),
    );
    // Through Prisma too.
    await expect(store.readRun('full-sync-manual')).rejects.toThrow(/works on the mirror/);

    await rename([ownName!, otherName!], ['aside', ownName!]);
    await store.saveAnswer(answerWith([observedOffer('1')]));
    expect(await store.readOffer('1')).toMatchObject({ offerId: '1' });
  } finally {
    await other.drop();
  }
});

test('a database that is not migrated has no id', async () => {
  const empty = await createTestDatabase({ empty: true });
  const store = createStore(empty);
  try {
    await expect(store.readMirrorId()).rejects.toMatchObject({ code: '42P01' });
    // The connection itself is accepted.
    await expect(store.readSource()).rejects.not.toThrow(MirrorMismatchError);
  } finally {
    await store.close();
    await empty.drop();
  }
});

/** Disconnect everyone from the databases, and rename them one after the other. */
async function rename(...names: [from: string, to: string][]): Promise<void> {
  const url = new URL(context.databaseUrl);
  url.pathname = '/postgres';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    for (const [from, to] of names) {
      await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [from]);
      await client.query(`ALTER DATABASE ${escapeIdentifier(from)} RENAME TO ${escapeIdentifier(to)}`);
    }
  } finally {
    await client.end();
  }
}
