import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { satisfies, subset } from 'semver';
import { readJson, readText, readYamlDocument, ROOT } from '../deploy/support/project-files';

interface Job {
  needs?: string;
  'timeout-minutes': number;
  permissions?: Record<string, string>;
  strategy?: { matrix: { node?: string[]; include?: { arch: string }[] } };
  steps: { uses?: string; run?: string }[];
}

interface Workflow {
  on: { push?: { branches?: string[]; tags?: string[] }; pull_request?: null };
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

interface IssueForm {
  name: string;
  description: string;
  body: { type: string; id?: string; attributes: { label?: string; value?: string; options?: string[] } }[];
}

const workflows = readdirSync(join(ROOT, '.github/workflows'));
const forms = readdirSync(join(ROOT, '.github/ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml');

const readWorkflow = (name: string) => readYamlDocument<Workflow>(`.github/workflows/${name}`);

function stepsOf(name: string) {
  return Object.values(readWorkflow(name).jobs).flatMap(({ steps }) => steps);
}

const commandsOf = ({ steps }: Job) => steps.flatMap(({ run }) => run ?? []);

test('CI runs .ci/run on each supported version of Node for every push to main and every pull request', () => {
  const { on, jobs } = readWorkflow('ci.yml');
  const { engines } = readJson<{ engines: { node: string } }>('package.json');
  const versions = jobs['check-and-test']!.strategy!.matrix.node!;

  expect(on).toEqual({ push: { branches: ['main'] }, pull_request: null });
  expect(commandsOf(jobs['check-and-test']!)).toEqual(['.ci/run']);
  accessSync(join(ROOT, '.ci/run'), constants.X_OK);
  for (const line of engines.node.split(' || ')) {
    expect([line, versions.some((version) => subset(version, line))]).toEqual([line, true]);
  }
  expect(versions.some((version) => satisfies(readText('.nvmrc').trim(), version))).toBe(true);
});

test('CI builds the image and starts all of docker-compose.yml', () => {
  const commands = commandsOf(readWorkflow('ci.yml').jobs.compose!);

  expect(commands.slice(0, 2)).toEqual(['sh deploy/make-secrets.sh', 'docker compose up --build --detach']);
  expect(commands[2]).toMatch(/^curl --fail .*\/api\/health$/);
});

test('a release is made from a version tag, after .ci/run and the image', () => {
  const { on, jobs } = readWorkflow('release.yml');

  expect(on).toEqual({ push: { tags: ['v*'] } });
  expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs])).toEqual([
    ['test', undefined],
    ['image', 'test'],
    ['release', 'image'],
  ]);
  expect(commandsOf(jobs.test!)).toEqual(['node .ci/release-notes.mjs "$GITHUB_REF_NAME"', '.ci/run']);
  expect(jobs.test!.permissions).toBeUndefined();
});

test('the image of a release has an SBOM and a provenance, for both architectures', () => {
  const { image, release } = readWorkflow('release.yml').jobs;

  expect(image!.strategy!.matrix.include!.map(({ arch }) => arch)).toEqual(['amd64', 'arm64']);
  expect(commandsOf(image!).at(-1)).toMatch(/^docker buildx build --push --sbom=true --provenance=mode=max /);
  expect(commandsOf(release!).join('\n')).toMatch(/imagetools create .* "\$image-amd64" "\$image-arm64"/);
});

test('the release on GitHub has notes from the changelog, the attested package and its SBOM', () => {
  const { release } = readWorkflow('release.yml').jobs;
  const commands = commandsOf(release!);

  expect(commands).toEqual(
    expect.arrayContaining([
      'npm pack --pack-destination release',
      expect.stringMatching(/^npm sbom .*--omit dev > release\//),
      expect.stringMatching(/^node \.ci\/release-notes\.mjs "\$GITHUB_REF_NAME" >/),
    ]),
  );
  expect(commands.at(-1)).toMatch(/^gh release create "\$GITHUB_REF_NAME" .*--notes-file .* release\/\*$/);
  expect(release!.steps.map(({ uses = '' }) => uses.split('@')[0])).toContain(
    'actions/attest-build-provenance',
  );
});

test.each(workflows)(
  '%s may only read by default, ends in time, and pins every action to a commit',
  (name) => {
    const { permissions, jobs } = readWorkflow(name);

    expect(permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
    for (const { uses } of stepsOf(name)) {
      if (uses !== undefined) expect(uses).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
    }
  },
);

test.each(forms)('%s is an issue form that GitHub accepts', (name) => {
  const form = readYamlDocument<IssueForm>(`.github/ISSUE_TEMPLATE/${name}`);

  expect(form).toMatchObject({
    name: expect.any(String) as string,
    description: expect.any(String) as string,
  });
  const fields = form.body.filter(({ type }) => type !== 'markdown');
  expect(fields.length).toBeGreaterThan(0);
  for (const { type, id, attributes } of fields) {
    expect(['input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
    expect(id).toMatch(/^[a-z-]+$/);
    expect(attributes.label).toBeTruthy();
    if (type === 'dropdown') expect(attributes.options).not.toHaveLength(0);
  }
  expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
});

test('vulnerabilities are reported privately, not in an issue', () => {
  const { contact_links: links } = readYamlDocument<{ contact_links: { url: string }[] }>(
    '.github/ISSUE_TEMPLATE/config.yml',
  );

  expect(links.map(({ url }) => url)).toEqual([expect.stringMatching(/\/security\/advisories\/new$/)]);
});

test('Renovate pins actions and images to their content, and groups updates by ecosystem', () => {
  const { extends: presets, packageRules } = readJson<{
    extends: string[];
    packageRules: { groupName?: string; matchPackageNames?: string[] }[];
  }>('.github/renovate.json');
  expect(presets).toEqual(expect.arrayContaining(['docker:pinDigests', 'helpers:pinGitHubActionDigests']));
  const groupOf = (name: string) =>
    packageRules.find((rule) => rule.matchPackageNames?.includes(name))?.groupName;

  const names = ['@temporalio/**', '@fastify/**', 'pg', 'typescript', 'jest'];
  expect(names.map(groupOf)).toEqual(['temporal', 'fastify', 'postgresql', 'lint and types', 'tests']);
});
