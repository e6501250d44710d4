import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createProgram } from '../../src/cli/program';
import { knownSettings } from './support/known-settings';
import { readJson, readText, readYamlDocument, ROOT } from './support/project-files';

const text = readText('docs/deployment.md');

const found = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))];

test('every setting on the page is one of ours, of Compose or of Temporal', () => {
  const temporalSettings = readText('node_modules/@temporalio/envconfig/lib/envconfig-toml.js').match(
    /\bTEMPORAL_[A-Z_]+/g,
  )!;
  const composeSettings = [...readText('docker-compose.yml').matchAll(/\$\{([A-Z_]+)/g)].map(
    ([, name = '']) => name,
  );
  const known = [...knownSettings(), ...temporalSettings, ...composeSettings];

  const mentioned = found(/\b((?:[A-Z]+_)+[A-Z]+)\b/g);

  expect(mentioned.length).toBeGreaterThan(20);
  expect(mentioned.filter((name) => !known.includes(name))).toEqual([]);
});

test('every command, script, service and unit on the page exists', () => {
  const commands = createProgram().commands.map((command) => command.name());
  expect(found(/dist\/cli\/main\.js ([a-z]+)/g).filter((name) => !commands.includes(name))).toEqual([]);
  const { scripts } = readJson<{ scripts: Record<string, string> }>('package.json');
  expect(found(/npm run ([a-z:-]+)/g).filter((name) => !(name in scripts))).toEqual([]);
  const { services } = readYamlDocument<{ services: object }>('docker-compose.yml');
  const described = found(/^\| (`.+?`) +\|/gm).flatMap((cell) =>
    [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name!),
  );
  for (const name of Object.keys(services)) expect(described).toContain(name);
  expect(found(/docker compose exec ([a-z-]+)/g).filter((name) => !(name in services))).toEqual([]);
  const units = readdirSync(join(ROOT, 'deploy/systemd')).map((name) => name.replace('.service', ''));
  const mentioned = found(/(mobipium-sync-(?:worker|api|migrate|schedules))\b/g);
  expect(mentioned.filter((name) => !units.includes(name))).toEqual([]);
});

test('every file and alert on the page exists, with the documented expression', () => {
  const files = found(/\b(deploy\/[\w./-]*[\w])/g).filter((file) => !file.startsWith('deploy/secrets/'));
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  const { groups } = readYamlDocument<Rules>('deploy/prometheus-alerts.yaml');
  const rules = groups.flatMap((group) => group.rules);
  for (const name of found(/`(Mobipium\w+)`/g)) {
    const { expr = '' } = rules.find(({ alert }) => alert === name) ?? {};
    expect([name, text.includes(`\`${expr}\``)]).toEqual([name, true]);
  }
});

test('alerts and dashboard select queues with and without TEMPORAL_PREFIX', () => {
  const files = ['deploy/prometheus-alerts.yaml', 'deploy/grafana-dashboard.json'].map(readText);
  const selected = files.flatMap((file) => [...file.matchAll(/task_queue(!?=~?)\\?"(.*?)\\?"/g)]);
  expect(selected.map(([, operator, value]) => [operator, value])).toEqual([['=~', '(.+-)?high-priority']]);
});

interface Rules {
  groups: { rules: { alert: string; expr: string }[] }[];
}
