import { runCli } from '../../../harness/processes/program';
import { openTestStore, type TestStore } from '../../store/test-store';

let context: TestStore;
let environment: Record<string, string>;

beforeAll(async () => {
  context = await openTestStore();
  environment = { DATABASE_URL: context.databaseUrl, TEMPORAL_ADDRESS: '127.0.0.1:1', TZ: 'UTC' };
  await context.pool.query(
    `INSERT INTO episodes (kind, offer_id, offer_name, country, started_at, ended_at, facts, end_facts, is_sent) VALUES
       ('status_changed', '11', E'Kids\\x1b[31m Games', 'PT', '2026-01-05T10:00:00Z', '2026-01-05T12:30:00Z',
        '{"from": "Active", "to": "Paused"}', '{"status": "Active"}', true),
       ('network_silent', NULL, NULL, NULL, '2026-01-05T11:00:00Z', NULL, '{}', NULL, false)`,
  );
});

afterAll(() => context.close());

const run = (command: string) => runCli(command, environment);

test('alerts lists them, the latest first, with what happened and their state', async () => {
  const { code, stdout } = await run('alerts');

  expect(code).toBe(0);
  expect(stdout).toMatch(/^2026-01-05 11:00:00 {2}The whole network is silent\n/);
  expect(stdout).toMatch(/^ +Alert \d+, open, not sent$/m);
  expect(stdout).toMatch(/^2026-01-05 10:00:00 {2}Paused: Kids.* Games \(11\)$/m);
  expect(stdout).toMatch(/^ +Alert \d+, ended after 2 h 30 min$/m);
  expect(stdout).not.toContain('\x1b');
});

test('alerts by state and kind, and page by page', async () => {
  expect((await run('alerts list --state ended')).stdout).not.toContain('network');
  expect((await run('alerts list --kinds mirror_stale')).stdout).toBe('No alerts.\n');

  const first = JSON.parse((await run('alerts list --limit 1 --json')).stdout) as {
    alerts: { kind: string; title: string }[];
    nextCursor: string;
  };
  expect(first.alerts).toMatchObject([{ kind: 'network_silent', title: 'The whole network is silent' }]);
  const rest = await run(`alerts list --cursor ${first.nextCursor}`);
  expect(rest.stdout).toMatch(/Paused: Kids/);
  expect(rest.stdout).not.toContain('--cursor');
});

test('acknowledge marks one as known', async () => {
  const { episodes } = await context.store.listEpisodes({ limit: 10, state: 'open' });
  const done = await run(`alerts acknowledge ${episodes[0]!.id}`);
  expect(done).toMatchObject({ code: 0, stdout: 'Acknowledged: The whole network is silent\n' });
  expect((await run('alerts list --state open')).stdout).toMatch(/open, acknowledged, not sent$/m);

  expect(await run('alerts acknowledge 999999')).toMatchObject({ code: 1, stdout: '' });
});
