import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/config';
import { isSecret, knownSettings } from './support/known-settings';
import { errorsOf } from './support/kubernetes-schema';
import { readText, readYaml, readYamlDocument, ROOT } from './support/project-files';

const FOLDER = 'deploy/kubernetes';
const ALERTS = `${FOLDER}/alerts`;

interface Component {
  kind: string;
  resources: string[];
  patches: { path: string }[];
}

interface Container {
  name: string;
  env: { name: string; value: string }[];
  volumeMounts: { mountPath: string }[];
}

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  spec?: {
    template?: {
      spec: {
        containers: Container[];
        volumes: { name: string; secret: { secretName: string; items: { path: string }[] } }[];
      };
    };
    podSelector?: { matchLabels: Record<string, string> };
    egress?: { ports: { protocol: string; port: number }[] }[];
  };
}

const component = readYamlDocument<Component>(`${ALERTS}/kustomization.yaml`);
const base = ['settings.yaml', 'worker.yaml'].map((file) => readYamlDocument<Manifest>(`${FOLDER}/${file}`));

type Tree = { [field: string]: unknown };
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Merge a patch as Kustomize does: entries of lists by their `mountPath` or `name`. */
function merge(into: unknown, patch: unknown): unknown {
  if (isTree(into) && isTree(patch)) {
    const merged: Tree = { ...into };
    for (const [field, value] of Object.entries(patch))
      merged[field] = field in merged ? merge(merged[field], value) : value;
    return merged;
  }
  if (!Array.isArray(into) || !Array.isArray(patch)) return patch;
  const keyOf = (entry: unknown) => (entry as Tree).mountPath ?? (entry as Tree).name;
  const kept = into.map((entry: unknown): unknown => {
    const patched: unknown = patch.find((other: unknown) => keyOf(other) === keyOf(entry));
    return patched === undefined ? entry : merge(entry, patched);
  });
  const added: unknown[] = patch.filter((entry) => !into.some((other) => keyOf(other) === keyOf(entry)));
  return [...kept, ...added];
}

const patched = component.patches.map(({ path }) => {
  const patch = readYamlDocument<Manifest>(`${ALERTS}/${path}`);
  const target = base.find(
    ({ kind, metadata }) => kind === patch.kind && metadata.name === patch.metadata.name,
  );
  if (target === undefined)
    throw new Error(`${path} patches ${patch.kind} ${patch.metadata.name}, which does not exist`);
  return merge(target, patch) as Manifest;
});
const resources = component.resources.flatMap((file) => readYaml<Manifest>(`${ALERTS}/${file}`));
const secret = readYamlDocument<Manifest>(`${ALERTS}/secret.example.yaml`);

test('the component has every file except the example of the secret, and what it makes is valid', () => {
  expect(component.kind).toBe('Component');
  const files = [...component.resources, ...component.patches.map(({ path }) => path)];
  expect([...files, 'kustomization.yaml', 'secret.example.yaml'].sort()).toEqual(
    readdirSync(join(ROOT, ALERTS)).sort(),
  );
  for (const manifest of [...patched, ...resources, secret])
    expect([manifest.metadata.name, errorsOf(manifest)]).toEqual([manifest.metadata.name, null]);
});

test('a worker gets existing settings, and mounts the files of its secrets and no others', () => {
  const settings = patched.find(({ kind }) => kind === 'ConfigMap')!.data!;
  const { containers, volumes } = patched.find(({ kind }) => kind === 'Deployment')!.spec!.template!.spec;
  const [{ env, volumeMounts }] = containers as [Container];
  const names = [...Object.keys(settings), ...env.map(({ name }) => name)];
  expect(names.filter((name) => !knownSettings().includes(name) || isSecret(name))).toEqual([]);

  const mounted = volumes.flatMap(({ name, secret: { items } }) =>
    items.map(
      ({ path }) =>
        `${volumeMounts.find((mount) => 'name' in mount && mount.name === name)!.mountPath}/${path}`,
    ),
  );
  const read = [...Object.entries(settings), ...env.map(({ name, value }) => [name, value] as const)]
    .filter(([name]) => name.endsWith('_FILE'))
    .map(([, path]) => path);
  expect(mounted.sort()).toEqual(read.sort());
  const added = volumes.find(({ secret: { secretName } }) => secretName === secret.metadata.name)!;
  expect(Object.keys(secret.stringData!).sort()).toEqual(added.secret.items.map(({ path }) => path).sort());
});

test('the settings are complete once the secrets are there', () => {
  const settings = patched.find(({ kind }) => kind === 'ConfigMap')!.data!;
  const { alert_webhook_url: url = '', smtp_url: smtpUrl = '' } = secret.stringData!;
  const { alerts } = readConfig({
    ...Object.fromEntries(Object.entries(settings).filter(([name]) => name.startsWith('ALERT_'))),
    ALERT_WEBHOOK_URL: url,
    SMTP_URL: smtpUrl,
  });
  expect(alerts.webhooks).toHaveLength(1);
  expect(alerts.mail).toMatchObject({ from: settings.ALERT_MAIL_FROM, to: [settings.ALERT_MAIL_TO] });
});

test('a worker reaches mail servers and, as before, https on the internet', () => {
  const [policy] = resources as [Manifest];
  expect(policy.spec!.podSelector!.matchLabels).toEqual({ 'app.kubernetes.io/name': 'mobipium-sync-worker' });
  const ports = policy.spec!.egress!.flatMap((rule) => rule.ports.map(({ port }) => port));
  expect(ports).toEqual([465, 587]);
  expect(readText(`${FOLDER}/network-policies.yaml`)).toMatch(/protocol: TCP, port: 443/);
});
