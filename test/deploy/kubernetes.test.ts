import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isSecret, knownSettings, WORKER_STOPS_WITHIN_SECONDS } from './support/known-settings';
import { errorsOf } from './support/kubernetes-schema';
import { readYaml, readYamlDocument, ROOT } from './support/project-files';

const FOLDER = 'deploy/kubernetes';

interface Container {
  name: string;
  image: string;
  args: string[];
  env?: { name: string; value?: string }[];
  resources: { requests: object; limits: object };
  startupProbe?: object;
  readinessProbe?: object;
  livenessProbe?: object;
  securityContext: object;
  ports?: { name: string; containerPort: number }[];
}

interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  volumes: { secret: { items: { path: string }[] } }[];
  terminationGracePeriodSeconds?: number;
  securityContext: object;
}

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  spec?: { replicas?: number; template: { metadata: { labels: Labels }; spec: PodSpec } };
}

type Labels = Record<string, string>;

interface Port {
  protocol: string;
  port: number | string;
}

interface NetworkPolicy {
  metadata: { name: string };
  spec: {
    podSelector: {
      matchLabels?: Labels;
      matchExpressions?: { key: string; operator: string; values: string[] }[];
    };
    policyTypes: string[];
    ingress?: { from?: object[]; ports: Port[] }[];
    egress?: { to?: object[]; ports: Port[] }[];
  };
}

interface DisruptionBudget {
  spec: { maxUnavailable: number; selector: { matchLabels: Labels } };
}

const files = readdirSync(join(ROOT, FOLDER)).filter(
  (file) => file.endsWith('.yaml') && file !== 'kustomization.yaml',
);
const manifests = files.flatMap((file) => readYaml<Manifest>(`${FOLDER}/${file}`));
const { resources: applied } = readYamlDocument<{ resources: string[] }>(`${FOLDER}/kustomization.yaml`);

function find(kind: string, name: string): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined) throw new Error(`${kind} ${name} does not exist`);
  return found;
}

const templates = manifests.flatMap(({ spec }) => spec?.template ?? []);
const pods = templates.map(({ spec }) => spec);
const appNames = templates.map(({ metadata }) => metadata.labels['app.kubernetes.io/name']!);
const containers = pods.flatMap(({ containers: all, initContainers = [] }) => [...all, ...initContainers]);

test("every manifest is valid by Kubernetes' own schemas, which reject a misspelled field", () => {
  for (const manifest of manifests)
    expect([manifest.metadata.name, errorsOf(manifest)]).toEqual([manifest.metadata.name, null]);
  const job = structuredClone(find('Job', 'mobipium-sync-migrate'));
  Object.assign(job.spec!.template.spec, { restartPolcy: 'Never' });
  expect(errorsOf(job)).not.toBeNull();
});

test('the kustomization applies every manifest except the example of the secret', () => {
  expect([...applied].sort()).toEqual(files.filter((file) => file !== 'secret.example.yaml').sort());
});

test('there are three workers with time to finish, two API replicas, and a Job that migrates', () => {
  const worker = find('Deployment', 'mobipium-sync-worker').spec!;
  expect(worker.replicas).toBe(3);
  expect(worker.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(WORKER_STOPS_WITHIN_SECONDS);
  expect(find('ConfigMap', 'mobipium-sync').data?.UPSTREAM_TIMEOUT).toBe('30s');
  expect(find('Deployment', 'mobipium-sync-api').spec?.replicas).toBe(2);
  const job = find('Job', 'mobipium-sync-migrate').spec!.template.spec;
  expect([...job.initContainers!, ...job.containers].map(({ args }) => args)).toEqual([
    ['migrate'],
    ['schedules', 'apply'],
  ]);
  for (const { livenessProbe } of worker.template.spec.containers) expect(livenessProbe).toBeDefined();
});

test('every container has resource limits, a read-only file system, and existing settings only', () => {
  const known = knownSettings();
  for (const { resources, securityContext, env = [] } of containers) {
    expect(Object.keys(resources.limits)).toContain('memory');
    expect(Object.keys(resources.requests)).toEqual(['cpu', 'memory']);
    expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
    expect(env.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
  }
  const { data = {} } = find('ConfigMap', 'mobipium-sync');
  expect(Object.keys(data).filter((name) => !known.includes(name) || isSecret(name))).toEqual([]);
});

test("every pod meets Kubernetes' restricted standard and drops all capabilities", () => {
  for (const { securityContext } of pods) {
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  }
  for (const { securityContext } of containers) {
    expect(securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
  }
});

describe('network policies', () => {
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as NetworkPolicy[];
  /** The policies that apply to the pods of an app. */
  const policiesFor = (app: string) =>
    policies.filter(({ spec: { podSelector } }) => {
      const [expression] = podSelector.matchExpressions ?? [];
      const selected = expression?.values ?? [podSelector.matchLabels?.['app.kubernetes.io/name']];
      return selected.includes(app);
    });
  const portsOf = (app: string, direction: 'ingress' | 'egress') =>
    policiesFor(app)
      .flatMap(({ spec }) => spec[direction] ?? [])
      .flatMap(({ ports }) => ports.map(({ port }) => port));

  test('every pod is isolated in both directions', () => {
    expect(appNames.sort()).toEqual(['mobipium-sync-api', 'mobipium-sync-migrate', 'mobipium-sync-worker']);
    for (const app of appNames) {
      const types = policiesFor(app).flatMap(({ spec }) => spec.policyTypes);
      expect([app, [...new Set(types)].sort()]).toEqual([app, ['Egress', 'Ingress']]);
    }
  });

  test('each pod reaches the servers that it needs, and only its own port is reached', () => {
    const servers = [53, 53, 5432, 7233];
    expect(portsOf('mobipium-sync-migrate', 'egress')).toEqual(servers);
    expect(portsOf('mobipium-sync-api', 'egress')).toEqual(servers);
    expect(portsOf('mobipium-sync-worker', 'egress')).toEqual([...servers, 443]);
    expect(portsOf('mobipium-sync-migrate', 'ingress')).toEqual([]);
    for (const part of ['api', 'worker']) {
      const { containers: all } = find('Deployment', `mobipium-sync-${part}`).spec!.template.spec;
      const names = all.flatMap(({ ports = [] }) => ports.map(({ name }) => name));
      expect(portsOf(`mobipium-sync-${part}`, 'ingress')).toEqual(names);
    }
  });

  test('the metrics of a worker, which need no key, are open to one namespace only', () => {
    const rules = policiesFor('mobipium-sync-worker').flatMap(({ spec }) => spec.ingress ?? []);
    expect(rules.map(({ from }) => from)).toEqual([[{ namespaceSelector: expect.anything() as object }]]);
  });
});

test('the drain of a node stops one worker and one API replica at a time', () => {
  for (const name of ['mobipium-sync-worker', 'mobipium-sync-api']) {
    const { spec } = find('PodDisruptionBudget', name) as unknown as DisruptionBudget;
    expect(spec).toMatchObject({
      maxUnavailable: 1,
      selector: { matchLabels: { 'app.kubernetes.io/name': name } },
    });
    expect(find('Deployment', name).spec!.replicas).toBeGreaterThan(spec.maxUnavailable);
  }
});

test('a pod mounts the secrets of its settings, and no others', () => {
  const { data = {} } = find('ConfigMap', 'mobipium-sync');
  const keys = Object.keys(find('Secret', 'mobipium-sync').stringData!);
  for (const { containers: all, initContainers = [], volumes } of pods) {
    const mounted = volumes.flatMap(({ secret }) => secret.items.map(({ path }) => path));
    const configured = [...all, ...initContainers]
      .flatMap(({ env = [] }) => env.map(({ name, value }) => [name, value ?? ''] as const))
      .concat(Object.entries(data))
      .filter(([name]) => name.endsWith('_FILE'))
      .map(([, value]) => value.replace('/run/secrets/mobipium-sync/', ''));
    expect(mounted.sort()).toEqual([...new Set(configured)].sort());
    expect(keys).toEqual(expect.arrayContaining(mounted));
  }
});
