import { runCli } from '../../../harness/processes/program';
import { answerWith, observedOffer, openTestStore, type TestStore } from '../../store/test-store';

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

test('mute adds a mute, or gives it another end', async () => {
  await context.store.saveAnswer(answerWith([observedOffer('11')]));
  const kind = await run('alerts mute --kind conversion_slowed');
  expect(kind).toMatchObject({ code: 0 });
  expect(kind.stdout).toMatch(/^Muted until `alerts unmute \d+`: conversion_slowed\.\n$/);

  await context.store.saveMute({ kind: null, offerId: '11', mutedUntil: null });
  const until = new Date(Date.now() + 3 * 86_400_000).toISOString();
  const offer = await run(`alerts mute --offer 11 --until ${until}`);
  expect(offer.stdout).toBe(
    `Muted until ${until.slice(0, 19).replace('T', ' ')}: all alerts of the offer 11.\n`,
  );
  expect(await context.store.listMutes()).toHaveLength(2);
});

test('mutes lists what is muted, and unmute removes it', async () => {
  const { stdout } = await run('alerts mutes');
  expect(stdout).toMatch(/^ID +KIND +OFFER +ENDS\n *\d+ +conversion_slowed +all +when it is removed\n/);
  expect(stdout).toMatch(/^ *\d+ +all +11 +in (3 d|2 d 23 h)$/m);
  const { mutes } = JSON.parse((await run('alerts mutes --json')).stdout) as { mutes: { id: string }[] };
  expect(mutes).toHaveLength(2);

  const [{ id }] = mutes as [{ id: string }];
  expect(await run(`alerts unmute ${id}`)).toMatchObject({
    code: 0,
    stdout: `Removed the mute ${id}.\n`,
  });
  expect(await context.store.listMutes()).toMatchObject([{ kind: null, offerId: '11' }]);
});

test('a mute that there is not cannot be removed', async () => {
  expect(await run('alerts unmute 999999')).toMatchObject({ code: 1, stdout: '' });
});

test('an offer that the mirror lacks cannot be muted', async () => {
  const { code, output } = await run('alerts mute --offer 77');
  expect(code).toBe(1);
  expect(output).toBe('The mirror has no offer 77.\n');
});

test('a kind that has no offers cannot be muted for an offer', async () => {
  const { code, output } = await run('alerts mute --kind mirror_stale --offer 11');
  expect(code).toBe(2);
  expect(output).toMatch(
    /^error: --offer does not go with mirror_stale, which is of the network or the mirror\n/,
  );
});
