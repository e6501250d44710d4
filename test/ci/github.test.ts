import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, readYamlDocument, ROOT } from '../deploy/support/project-files';

interface Workflow {
  on: { push?: { branches?: string[]; tags?: string[] }; pull_request?: null };
  permissions: Record<string, string>;
  jobs: Record<string, { 'timeout-minutes': number; steps: { uses?: string; run?: string }[] }>;
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

test('CI runs .ci/run for every push to main and every pull request', () => {
  const { on } = readWorkflow('ci.yml');

  expect(on).toEqual({ push: { branches: ['main'] }, pull_request: null });
  expect(stepsOf('ci.yml').map(({ run }) => run)).toContain('.ci/run');
  accessSync(join(ROOT, '.ci/run'), constants.X_OK);
});

test('a release is made from a version tag, after .ci/run, with notes from the changelog and the package', () => {
  const commands = stepsOf('release.yml').flatMap(({ run }) => run ?? []);

  expect(readWorkflow('release.yml').on).toEqual({ push: { tags: ['v*'] } });
  expect(commands).toEqual([
    expect.stringMatching(/^node \.ci\/release-notes\.mjs "\$GITHUB_REF_NAME" >/),
    '.ci/run',
    'npm run build',
    expect.stringMatching(/^npm pack /),
    expect.stringMatching(/^gh release create "\$GITHUB_REF_NAME" .*--notes-file .*\.tgz$/),
  ]);
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

test('Renovate groups updates by ecosystem', () => {
  const { packageRules } = readJson<{
    packageRules: { groupName: string; matchPackageNames?: string[] }[];
  }>('.github/renovate.json');
  const groupOf = (name: string) =>
    packageRules.find((rule) => rule.matchPackageNames?.includes(name))?.groupName;

  const names = ['@temporalio/**', '@fastify/**', '@prisma/**', 'typescript', 'jest'];
  expect(names.map(groupOf)).toEqual(['temporal', 'fastify', 'prisma', 'lint and types', 'tests']);
});
