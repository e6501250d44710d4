import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { startCli } from '../../../harness/processes/program';
import { createTestDatabase } from '../../../harness/servers/database';
import { startTcpProxy } from '../../../harness/servers/tcp-proxy';
import { findTestTemporalCli } from '../../../harness/servers/temporal';
import { openWithCleanup } from '../../../src/async/cleanup';
import { createSyncClient } from '../../../src/client';
import { findFreePorts } from '../../../src/local/process/ports';
import { startTemporalServer } from '../../../src/local/temporal';
import { startSandbox } from '../../../src/sandbox';
import { lendReflection } from './reflection';
import { SECRETS } from './secrets';

/** Enough for a page for each fault. */
const OFFERS = 4_500;

/** A machine of its own for the service: marked secrets, ways to both servers that can be cut, and a network that can show what it was asked. */
export function setStage() {
  return openWithCleanup(async (cleanup) => {
    const folder = mkdtempSync(join(tmpdir(), 'mobipium-canary-'));
    chmodSync(folder, 0o755);
    cleanup.defer('folder', () => Promise.resolve(rmSync(folder, { recursive: true, force: true })));

    const database = await createTestDatabase();
    cleanup.defer('database', () => database.drop());
    const role = await lendRole(database.databaseUrl, SECRETS.password.text);
    cleanup.defer('role', () => role.drop());
    const databaseLine = await startTcpProxy(Number(new URL(database.databaseUrl).port));
    cleanup.defer('way to the database', () => databaseLine.close());

    const [port, uiPort, apiPort, startPort, metricsPort] = (await findFreePorts(5)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const server = await startTemporalServer({
      executable: await findTestTemporalCli(),
      directory: join(folder, 'temporal'),
      port,
      uiPort,
      hasOwnGroup: false,
    });
    cleanup.defer('Temporal server', () => server.stop(0));
    const temporalLine = await startTcpProxy(port);
    cleanup.defer('way to Temporal', () => temporalLine.close());

    const sandbox = await startSandbox({
      churn: 0,
      offers: OFFERS,
      activeShare: 1,
      convertingShare: 0.2,
      token: SECRETS.token.text,
    });
    cleanup.defer('sandbox', () => sandbox.close());
    const reflection = await lendReflection(sandbox.url);
    cleanup.defer('network', () => reflection.close());

    const urlWith = (password: string) => {
      const url = new URL(database.databaseUrl);
      [url.username, url.password, url.port] = [
        role.name,
        encodeURIComponent(password),
        String(databaseLine.port),
      ];
      return url.href;
    };
    const environment = {
      DATABASE_URL: urlWith(SECRETS.password.text),
      TEMPORAL_ADDRESS: `127.0.0.1:${temporalLine.port}`,
      MOBIPIUM_API_URL: reflection.url,
      MOBIPIUM_API_TOKEN: SECRETS.token.text,
      API_KEY: SECRETS.apiKey.text,
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: 'trace',
      HIGH_SYNC_REQUESTS_PER_SECOND: '500',
      FULL_SYNC_REQUESTS_PER_SECOND: '500',
      UPSTREAM_TIMEOUT: '1s',
      FULL_PAGE_RETRY_FOR: '3s',
      HIGH_BATCH_RETRY_FOR: '3s',
    };

    const connection = await Connection.connect({ address: server.address });
    cleanup.defer('connection', () => connection.close());
    const temporal = new TemporalClient({ connection });
    const run = (command: string, more: Record<string, string> = {}) => {
      const started = startCli(command, { ...environment, ...more });
      cleanup.defer(command, () => started.stop('SIGKILL'));
      return started;
    };
    return {
      folder,
      environment,
      run,
      urlWith,
      sandbox,
      reflection,
      databaseLine,
      temporalLine,
      temporal,
      syncs: createSyncClient({ temporal, uiUrl: undefined }),
      /** As the tests' own superuser, past the way that can be cut. */
      databaseUrl: database.databaseUrl,
      ports: { api: apiPort, start: startPort, metrics: metricsPort },
    };
  });
}

export type Stage = Awaited<ReturnType<typeof setStage>>;

/** Lend a user of the database with a password of its own. */
async function lendRole(databaseUrl: string, password: string) {
  const name = `canary_${randomBytes(6).toString('hex')}`;
  const command = async (sql: string) => {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await command(`CREATE ROLE ${escapeIdentifier(name)} LOGIN SUPERUSER PASSWORD ${escapeLiteral(password)}`);
  return { name, drop: () => command(`DROP ROLE ${escapeIdentifier(name)}`) };
}
