import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const { version } = JSON.parse(read('package.json')) as { version: string };

const CHANGELOG =
  '# Changelog\n\n## Unreleased\n\n- Later.\n\n## 1.2.0 - 2026-01-05\n\n- New.\n\n## 1.1.0 - 2026-01-01\n\n- Old.\n';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Run .ci/release-notes.mjs in a project with this version and changelog. */
function releaseNotes(tag: string, packageVersion: string, changelog = CHANGELOG) {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: packageVersion }));
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
  const script = join(ROOT, '.ci/release-notes.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, tag], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('the notes of a release are the section of its version in the changelog', () => {
  expect(releaseNotes('v1.2.0', '1.2.0')).toEqual({ status: 0, stdout: '- New.\n', stderr: '' });
  expect(releaseNotes('v1.1.0', '1.1.0').stdout).toBe('- Old.\n');
});

test('a tag that differs from package.json, and a version without a section, are refused', () => {
  expect(releaseNotes('v1.2.0', '1.1.0')).toMatchObject({ status: 1, stdout: '' });
  expect(releaseNotes('1.2.0', '1.2.0')).toMatchObject({ status: 1, stdout: '' });
  expect(releaseNotes('v1.3.0', '1.3.0')).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('no section "## 1.3.0"') as string,
  });
});

test('the changelog has a section for unreleased changes, in the format that the notes are read from', () => {
  const headings = [...read('CHANGELOG.md').matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);

  expect(headings[0]).toBe('Unreleased');
  for (const heading of headings.slice(1)) expect(heading).toMatch(/^\d+\.\d+\.\d+ - \d{4}-\d{2}-\d{2}$/);
});

test('every file that repeats the version of package.json has the same one', () => {
  const copies = [
    ['package-lock.json', /^ {2}"version": "(.+)"/gm],
    ['docker-compose.yml', /image: mobipium-sync:(\S+)/g],
    ['deploy/kubernetes/kustomization.yaml', /newTag: (\S+)/g],
    ['docs/deployment.md', /mobipium-sync:(\d\S*)/g],
  ] as const;
  for (const [path, pattern] of copies) {
    const found = [...read(path).matchAll(pattern)].map(([, copy]) => copy);
    expect([path, [...new Set(found)]]).toEqual([path, [version]]);
  }
});
