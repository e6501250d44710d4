import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { startCli } from '../../../harness/processes/program';
import { createTestDatabase } from '../../../harness/servers/database';
import { startProxyTo, startTcpProxy } from '../../../harness/servers/tcp-proxy';
import { findTestTemporalCli } from '../../../harness/servers/temporal';
import { openWithCleanup } from '../../../src/async/cleanup';
import { createSyncClient } from '../../../src/client';
import { findFreePorts } from '../../../src/local/process/ports';
import { startTemporalServer } from '../../../src/local/temporal';
import { startSandbox } from '../../../src/sandbox';
import { createStore } from '../../../src/store';
import { startCollector } from '../../telemetry/collector';
import { openAlertChannels } from './alert-channels';
import { startReflectingNetwork } from './reflecting-network';
import { SECRETS } from './secrets';

/** Enough for one page for each fault. */
const OFFERS = 4_500;

/** Start the servers with searchable secrets, a proxy to each of them, and a network that can reflect requests. */
export function startLeakStack() {
  return openWithCleanup(async (cleanup) => {
    const folder = mkdtempSync(join(tmpdir(), 'mobipium-secret-leak-'));
    chmodSync(folder, 0o755);
    cleanup.defer('folder', () => rmSync(folder, { recursive: true, force: true }));

    const { databaseUrl, drop } = await createTestDatabase();
    cleanup.defer('database', drop);
    const role = await createRole(databaseUrl, SECRETS.password.text);
    cleanup.defer('role', role.drop);
    const { proxy: databaseProxy, url: proxiedUrl } = await startProxyTo(databaseUrl);
    cleanup.defer('proxy to the database', () => databaseProxy.close());

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
    const temporalProxy = await startTcpProxy(port);
    cleanup.defer('proxy to Temporal', () => temporalProxy.close());

    const sandbox = await startSandbox({
      churn: 0,
      epoch: Date.now(),
      offers: OFFERS,
      activeShare: 1,
      convertingShare: 0.2,
      token: SECRETS.token.text,
    });
    cleanup.defer('sandbox', () => sandbox.close());
    const network = await startReflectingNetwork(sandbox.url);
    cleanup.defer('network', () => network.close());

    const alertSettings = await openAlertChannels(cleanup);
    const collector = await startCollector();
    cleanup.defer('collector of traces', () => collector.stop());

    const databaseUrlWith = (password: string) => {
      const url = new URL(proxiedUrl);
      [url.username, url.password] = [role.name, encodeURIComponent(password)];
      return url.href;
    };
    const environment = {
      DATABASE_URL: databaseUrlWith(SECRETS.password.text),
      TEMPORAL_ADDRESS: `127.0.0.1:${temporalProxy.port}`,
      MOBIPIUM_API_URL: network.url,
      MOBIPIUM_API_TOKEN: SECRETS.token.text,
      API_KEY: SECRETS.apiKey.text,
      API_READ_KEY: SECRETS.apiReadKey.text,
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: 'trace',
      HIGH_SYNC_REQUESTS_PER_SECOND: '500',
      FULL_SYNC_REQUESTS_PER_SECOND: '500',
      UPSTREAM_TIMEOUT: '1s',
      FULL_PAGE_RETRY_FOR: '3s',
      HIGH_BATCH_RETRY_FOR: '3s',
      ...alertSettings,
    };

    const connection = await Connection.connect({ address: server.address });
    cleanup.defer('connection', () => connection.close());
    const temporal = new TemporalClient({ connection });
    const store = createStore({ databaseUrl });
    cleanup.defer('store', () => store.close());
    const context = { temporal, prefix: '', readMirrorId: () => store.readMirrorId() };
    const startCommand = (command: string, settings: Record<string, string> = {}) => {
      const started = startCli(command, { ...environment, ...settings });
      cleanup.defer(command, () => started.kill());
      return started;
    };
    return {
      folder,
      environment,
      startCommand,
      databaseUrlWith,
      sandbox,
      network,
      collector,
      store,
      databaseProxy,
      temporalProxy,
      ...context,
      syncs: createSyncClient({
        ...context,
        uiUrl: undefined,
        intervals: { highEveryMs: 120_000, fullEveryMs: 3_600_000 },
      }),
      /** As the tests' superuser, not through the proxy. */
      databaseUrl,
      ports: { api: apiPort, start: startPort, metrics: metricsPort },
    };
  });
}

export type LeakStack = Awaited<ReturnType<typeof startLeakStack>>;

/** Create a role of the database with a password of its own. */
async function createRole(databaseUrl: string, password: string) {
  const name = `secret_leak_${randomBytes(6).toString('hex')}`;
  const run = async (sql: string) => {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`CREATE ROLE ${escapeIdentifier(name)} LOGIN SUPERUSER PASSWORD ${escapeLiteral(password)}`);
  return { name, drop: () => run(`DROP ROLE ${escapeIdentifier(name)}`) };
}
