import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../../harness/processes/program';
import { createTestAuthority, type TestAuthority } from '../../../harness/servers/certificates';
import { runSql } from '../../../harness/servers/database';
import { startPostgresVersion, type VersionedPostgres } from '../../../harness/servers/postgres-version';
import { applyMigrations, createStore, explainDatabaseError } from '../../../src/store';

let authority: TestAuthority;
let servers: { plain: VersionedPostgres; tls: VersionedPostgres };
let folder: string;

/** A server's key must belong to its user, and no other user may read it. */
function copyForServer(file: string, name: string): string {
  const copy = join(folder, name);
  copyFileSync(file, copy);
  chmodSync(copy, 0o600);
  if (process.getuid?.() === 0) chownSync(copy, NOBODY, NOBODY);
  return copy;
}

const NOBODY = 65_534;

beforeAll(async () => {
  authority = createTestAuthority();
  folder = mkdtempSync(join(tmpdir(), 'mobipium-test-tls-'));
  chmodSync(folder, 0o755);
  const { certificate, key } = authority.issue('localhost');
  servers = {
    plain: await startPostgresVersion(17),
    tls: await startPostgresVersion(17, [
      'ssl=on',
      `ssl_cert_file=${copyForServer(certificate, 'server.pem')}`,
      `ssl_key_file=${copyForServer(key, 'server.key')}`,
    ]),
  };
  for (const { url } of Object.values(servers)) await applyMigrations(url);
});

afterAll(async () => {
  await servers?.plain.stop();
  await servers?.tls.stop();
  authority.remove();
  rmSync(folder, { recursive: true });
});

/** Why the store cannot read; undefined: it can. */
async function readProblem(databaseUrl: string): Promise<string | undefined> {
  const store = createStore({ databaseUrl, connections: 1 });
  try {
    await store.readClockLag();
    return undefined;
  } catch (error) {
    const problem = explainDatabaseError(error);
    return `${problem?.found}. ${problem?.advice}`;
  } finally {
    await store.close();
  }
}

const withHost = (url: string, host: string, parameters: string) =>
  `${url.replace('127.0.0.1', host)}?${parameters}`;

test.each<[string, string, RegExp | undefined]>([
  ['127.0.0.1', 'sslmode=disable', undefined],
  ['127.0.0.1', 'sslmode=no-verify', undefined],
  ['localhost', 'sslmode=verify-full&sslrootcert=CA', undefined],
  ['localhost', 'sslmode=verify-ca&sslrootcert=CA', undefined],
  ['localhost', 'sslmode=require', /not signed by a known authority\. Add sslrootcert=/],
  ['localhost', 'sslmode=prefer', /not signed by a known authority\./],
  ['127.0.0.1', 'sslmode=verify-full&sslrootcert=CA', /for another host name\. Use the host name/],
  ['127.0.0.1', 'uselibpqcompat=true&sslmode=require', undefined],
])('a server with TLS, at %s with %s', async (host, parameters, problem) => {
  const found = await readProblem(withHost(servers.tls.url, host, parameters.replace('CA', authority.file)));

  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(problem);
});

test.each(['require', 'verify-full', 'no-verify', 'prefer'])(
  'a server without TLS, with sslmode=%s',
  async (mode) => {
    expect(await readProblem(`${servers.plain.url}?sslmode=${mode}`)).toMatch(
      /the server does not use TLS\. Use sslmode=disable/,
    );
  },
);

const ROLE = 'reader';

function asRole(url: string): string {
  const own = new URL(url);
  own.username = ROLE;
  return own.href;
}

test.each<[string, string, string, RegExp]>([
  ['migrate', 'no right to create tables', '', /permission denied for schema public.*owner of the database/s],
  ['worker', 'no right to read', '', /permission denied for table \w+\. .*grant it the missing right/],
  [
    'worker',
    'the right to read only',
    `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${ROLE}`,
    /no right to read and write the tables .*offers/,
  ],
  [
    'worker',
    'no right in the history',
    `GRANT ALL ON ALL TABLES IN SCHEMA public TO ${ROLE}`,
    /no right to read and write the tables conversion_list_changes, conversions_kept, conversions_seen, live_events, offer_changes\. /,
  ],
  [
    'doctor',
    'the right to read only',
    `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${ROLE}`,
    /^WRONG +Database .*no right to read and write the tables/m,
  ],
  [
    'worker',
    'read-only transactions',
    `GRANT ALL ON ALL TABLES IN SCHEMA public TO ${ROLE};
     ALTER ROLE ${ROLE} SET default_transaction_read_only = on`,
    /it is read-only/,
  ],
])('%s as a role with %s', async (command, _rights, grant, sentence) => {
  const { url } = servers.plain;
  await runSql(url, `CREATE ROLE ${ROLE} LOGIN; ${grant}`);
  // What is pending needs a right that the role does not have.
  if (command === 'migrate') await runSql(url, 'ALTER TABLE _prisma_migrations RENAME TO kept');
  try {
    const { code, output } = await runCli(command, {
      DATABASE_URL: asRole(url),
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      MOBIPIUM_API_TOKEN: 'x',
    });

    expect(output).toMatch(sentence);
    expect(output).not.toMatch(/^ +at /m);
    expect(code).not.toBe(0);
  } finally {
    if (command === 'migrate') await runSql(url, 'ALTER TABLE kept RENAME TO _prisma_migrations');
    await runSql(url, `DROP OWNED BY ${ROLE}; DROP ROLE ${ROLE}`);
  }
});

test('a database that was never migrated, and one of an older version, end the worker', async () => {
  const { url } = servers.plain;
  await runSql(url, 'CREATE DATABASE empty');
  const empty = new URL(url);
  empty.pathname = '/empty';
  const usable = async (databaseUrl: string) => {
    const store = createStore({ databaseUrl });
    return store.assertUsable().finally(() => store.close());
  };
  await expect(usable(empty.href)).rejects.toThrow('missing tables: run `mobipium-sync migrate` first.');

  await applyMigrations(empty.href);
  await expect(usable(empty.href)).resolves.toBeUndefined();
  await runSql(empty.href, "DELETE FROM _prisma_migrations WHERE migration_name LIKE '20260111%'");
  await expect(usable(empty.href)).rejects.toThrow(/missing the migrations 20260111\d+_\w+.*: run/);
});
