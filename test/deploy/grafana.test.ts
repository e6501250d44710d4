import { randomUUID } from 'node:crypto';
import { escapeIdentifier, escapeLiteral, Pool } from 'pg';
import { runSql } from '../../harness/servers/database';
import { openTestStore, type TestStore } from '../store/test-store';
import { readJson, readText, readYamlDocument } from './support/project-files';

interface Override {
  matcher: { id: string; options: string };
}

interface Panel {
  type: string;
  title: string;
  fieldConfig: { overrides: Override[] };
  options: { xField?: string };
  targets: { format: string; rawSql: string }[];
}

interface Variable {
  name: string;
  type: string;
  query: string;
  allValue?: string;
}

const dashboard = readJson<{ panels: Panel[]; templating: { list: Variable[] } }>(
  'deploy/grafana-offers-dashboard.json',
);
const role = `reader_${randomUUID().replaceAll('-', '')}`;
const password = randomUUID();

let context: TestStore;
let reader: Pool;

beforeAll(async () => {
  context = await openTestStore();
  await runSql(context.databaseUrl, `CREATE ROLE ${role} LOGIN PASSWORD ${escapeLiteral(password)}`);
  await runSql(
    context.databaseUrl,
    readText('deploy/postgres/grant-reader.sql').replaceAll('mobipium_reader', role),
  );
  const url = new URL(context.databaseUrl);
  Object.assign(url, { username: role, password });
  reader = new Pool({ connectionString: url.href, max: 1 });
  await runSql(
    context.databaseUrl,
    `INSERT INTO offers (offer_id, offer_name, status, country, payout, currency, observed_at, first_observed_at,
       last_conversion_from, last_conversion_to, last_conversion_at)
     VALUES ('7', 'Paused today', 'Paused', 'PT', 0.5, 'EUR', now(), now(), NULL, NULL, NULL),
       ('8', 'Fast', 'Active', NULL, 1.25, 'USD', now(), now(), now() - interval '90 s', now() - interval '60 s', now() - interval '60 s');
     INSERT INTO history.offer_changes (offer_id, observed_at, is_new, changes)
     VALUES ('7', now() - interval '1 hour', false, '{"status": ["Active", "Paused"]}'),
       ('8', now() - interval '1 hour', false, '{"status": ["Paused", "Active"]}'),
       ('8', now() - interval '3 days', false, '{"status": ["Active", "Paused"]}');
     INSERT INTO history.conversions_seen (offer_id, hour, seen)
     VALUES ('7', date_trunc('hour', now() - interval '2 hours'), 5), ('8', date_trunc('hour', now() - interval '2 hours'), 9);
     INSERT INTO offer_rhythms (offer_id, observed_at, conversion_to, per_hour, score, rescore_at, settings)
     VALUES ('8', now(), now(), 4.5, 4.5, now(), 'usual');
     INSERT INTO conversion_list (offer_id) VALUES ('8');
     INSERT INTO episodes (kind, offer_id, offer_name, started_at, ended_at, facts, end_facts, is_sent)
     VALUES ('status_changed', '7', 'Paused today', now() - interval '1 hour', NULL, '{}', NULL, true),
       ('cap_reached', '8', 'Fast', now() - interval '5 hours', now() - interval '1 hour', '{}', '{}', true);`,
  );
});

afterAll(async () => {
  await reader?.end();
  await runSql(context.databaseUrl, `DROP OWNED BY ${role}; DROP ROLE ${role}`);
  await context.close();
});

/** What Grafana sends for a statement: the time of the last day, and the chosen countries. */
function expand(sql: string, countries?: string[]): string {
  const all = dashboard.templating.list.find(({ name }) => name === 'country')!.allValue!;
  const chosen = countries?.map((country) => escapeLiteral(country)).join(',') ?? all;
  return sql
    .replaceAll('$country', chosen)
    .replaceAll(/\$__timeFilter\(([^)]+)\)/g, "$1 BETWEEN now() - interval '24 hours' AND now()");
}

async function read(title: string, countries?: string[]): Promise<Record<string, unknown>[]> {
  const { targets } = dashboard.panels.find((panel) => panel.title === title && panel.type !== 'stat')!;
  return (await reader.query<Record<string, unknown>>(expand(targets[0]!.rawSql, countries))).rows;
}

describe.each(dashboard.panels.map((panel) => [`${panel.title} (${panel.type})`, panel] as const))(
  'the panel %s',
  (_title, { type, fieldConfig, options, targets }) => {
    test.each([[undefined], [['PT', "Côte d'Ivoire"]]])(
      'reads its columns as the reader, with the countries %j',
      async (countries) => {
        for (const { rawSql, format } of targets) {
          const { fields, rows } = await reader.query<Record<string, unknown>>(expand(rawSql, countries));
          const columns = fields.map(({ name }) => name);
          const needed = fieldConfig.overrides.map(({ matcher }) => matcher.options);
          expect(columns).toEqual(expect.arrayContaining([...needed, options.xField ?? columns[0]]));
          expect(format).toBe(type === 'timeseries' ? 'time_series' : 'table');
          if (type === 'timeseries') expect(columns).toContain('time');
          if (type === 'stat') expect([columns.length, rows.length]).toEqual([1, 1]);
        }
      },
    );
  },
);

test('the values of the variables can be read', async () => {
  const queries = dashboard.templating.list.filter(({ type }) => type === 'query');
  expect(queries).toHaveLength(1);
  const { rows } = await reader.query(expand(queries[0]!.query));
  expect(rows).toEqual([{ country: 'PT' }]);
});

test('the tables show what converts, what paused in the selected time, and which alerts last', async () => {
  expect(await read('Fast and often')).toMatchObject([
    { offer: '8', name: 'Fast', country: null, seen_24h: 9, per_hour: 4.5, watched: false },
  ]);
  expect(await read('Fast and often', ['PT'])).toEqual([]);
  expect(await read('Paused')).toMatchObject([
    { offer: '7', became: 'Paused', now: 'Paused', seen_24h_before: 5, country: 'PT' },
  ]);
  expect(await read('Open alerts')).toMatchObject([
    { kind: 'status_changed', offer: '7', acknowledged: false },
  ]);
  expect(await read('Conversions seen')).toMatchObject([{ seen: 14 }]);
  expect(await read('Conversions seen by country')).toEqual([
    { country: 'unknown', seen: 9 },
    { country: 'PT', seen: 5 },
  ]);
});

test('the reader changes nothing, and reads partitions that are created later', async () => {
  for (const statement of ["DELETE FROM offers WHERE offer_id = '7'", 'CREATE TABLE public.mine (id int)'])
    await expect(reader.query(statement)).rejects.toThrow(/permission denied/);
  await runSql(
    context.databaseUrl,
    `CREATE TABLE history.later (LIKE history.conversions_seen); CREATE SCHEMA another; CREATE TABLE another.t (id int)`,
  );
  await expect(reader.query('SELECT FROM history.later')).resolves.toMatchObject({ rowCount: 0 });
  await expect(reader.query('SELECT FROM another.t')).resolves.toMatchObject({ rowCount: 0 });
  await runSql(
    context.databaseUrl,
    `DROP TABLE history.later; DROP SCHEMA ${escapeIdentifier('another')} CASCADE`,
  );
});

test('Compose provisions both dashboards and their data sources', () => {
  const { services } = readYamlDocument<{ services: Record<string, { volumes: string[] }> }>(
    'docker-compose.yml',
  );
  const mounted = new Map(services.grafana!.volumes.map((volume) => volume.split(':') as [string, string]));
  const { providers } = readYamlDocument<{ providers: { options: { path: string } }[] }>(
    'deploy/grafana/dashboards.yaml',
  );
  const { datasources } = readYamlDocument<{ datasources: { type: string; user?: string }[] }>(
    'deploy/grafana/datasources.yaml',
  );

  for (const file of ['grafana-dashboard', 'grafana-offers-dashboard']) {
    expect(mounted.get(`./deploy/${file}.json`)).toMatch(`${providers[0]!.options.path}/`);
    const { templating } = readJson<typeof dashboard>(`deploy/${file}.json`);
    const { query } = templating.list.find(({ type }) => type === 'datasource')!;
    expect(datasources.map(({ type }) => type)).toContain(query);
  }
  expect(mounted.get('./deploy/grafana/datasources.yaml')).toMatch('/etc/grafana/provisioning/datasources/');
  expect(mounted.get('./deploy/grafana/dashboards.yaml')).toMatch('/etc/grafana/provisioning/dashboards/');
  expect(datasources.find(({ user }) => user !== undefined)?.user).toBe('mobipium_reader');
});
