import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCli } from '../../harness/processes/program';
import { createStartEnvironment } from '../../harness/processes/start-environment';
import { findFreePort } from '../../src/local/process/ports';
import { runDoctorUntil } from '../harness/doctor';

test('variables and profiles of other servers do not reach the embedded ones', async () => {
  const data = await createStartEnvironment();
  const home = mkdtempSync(join(tmpdir(), 'mobipium-home-'));
  const proxy = `http://127.0.0.1:${await findFreePort()}`;
  mkdirSync(join(home, '.config/temporalio'), { recursive: true });
  writeFileSync(
    join(home, '.config/temporalio/temporal.toml'),
    '[profile.default]\naddress = "cloud.invalid:7233"\nnamespace = "desk.a1b2c"\napi_key = "a-foreign-key"\n',
  );
  const environment = {
    ...data.environment,
    ...{ HOME: home, NODE_ENV: 'production', LANG: 'C', TZ: 'Nowhere/Odd' },
    ...{ TEMPORAL_API_KEY: 'a-foreign-key', TEMPORAL_TLS: 'true', TEMPORAL_NAMESPACE: 'desk.a1b2c' },
    ...{ TEMPORAL_TLS_CLIENT_CERT_PATH: '/does/not/exist.pem' },
    ...{ PGHOST: 'db.invalid', PGPORT: '1', PGUSER: 'someone', PGPASSWORD: 'x', PGDATABASE: 'other' },
    ...{ PGSSLMODE: 'require', PGOPTIONS: '-c default_transaction_read_only=on', PGSERVICE: 'other' },
    ...{ http_proxy: proxy, https_proxy: proxy, HTTP_PROXY: proxy, HTTPS_PROXY: proxy, grpc_proxy: proxy },
  };
  const started = startCli('start', environment);
  try {
    await started.waitFor(/FULL completed in .*/);

    const { output } = await runDoctorUntil(environment, ({ code }) => code === 0);
    expect(output).toMatch(/^ok +Database /m);
    expect(output).toMatch(/^ok +Temporal +127\.0\.0\.1:\d+, namespace default$/m);
    expect(output).toMatch(/^ok +Network /m);
    expect(started.output() + output).not.toContain('a-foreign-key');
    expect(await started.stop('SIGTERM')).toBe(0);
  } finally {
    await started.stop('SIGKILL');
    rmSync(home, { recursive: true });
    data.remove();
  }
});
