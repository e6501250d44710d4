import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const CI = join(__dirname, '../../.ci');

/** Logs its arguments, fails if they match FAILS, and writes a result file with one passed test where Jest would. */
const NPM = `#!/usr/bin/env bash
echo "$*" >> npm.log
[[ "$*" =~ $FAILS ]] && exit 1
for argument; do
  if [[ "$argument" == --outputFile=* ]]; then
    echo '{"numPassedTests":1,"numFailedTests":0,"numRuntimeErrorTestSuites":0,"testResults":[]}' > "\${argument#*=}"
  fi
done
exit 0
`;

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mobipium-ci-'));
  for (const folder of ['.ci', 'bin']) mkdirSync(join(project, folder));
  for (const file of ['run', 'count-results.mjs']) copyFileSync(join(CI, file), join(project, '.ci', file));
  writeFileSync(join(project, '.ci/audit.mjs'), '');
  writeFileSync(join(project, '.nvmrc'), process.version.slice(1));
  for (const program of ['npm', 'pgbouncer', 'chromium']) {
    writeFileSync(join(project, 'bin', program), NPM);
    chmodSync(join(project, 'bin', program), 0o755);
  }
});

afterEach(() => rmSync(project, { recursive: true }));

/** Run CI with programs that do nothing. Fails where the arguments of npm match. */
function runCi(fails: string) {
  const path = [join(project, 'bin'), dirname(process.execPath), process.env.PATH].join(':');
  const { status, stdout } = spawnSync(join(project, '.ci/run'), {
    encoding: 'utf8',
    env: { PATH: path, FAILS: fails },
  });
  const calls = readFileSync(join(project, 'npm.log'), 'utf8').trim().split('\n');
  return { status, lines: stdout.trim().split('\n'), calls };
}

test('the output ends with the duration of each stage and the number of tests', () => {
  const { status, lines, calls } = runCi('nothing');

  expect(status).toBe(0);
  const report = lines.slice(lines.indexOf('Duration of each stage:') + 1);
  expect(report.slice(0, -1).map((line) => /^ *\d+ min \d\d s {2}(.*)$/.exec(line)?.[1])).toEqual([
    'install',
    'check',
    'audit',
    'tests',
    'fault tests',
    'tests of the page',
  ]);
  expect(report.at(-1)).toBe('3 passed, 0 failed');
  expect(calls[0]).toBe('ci');
  // Those of `npm run check`.
  const { scripts } = JSON.parse(readFileSync(join(CI, '../package.json'), 'utf8')) as {
    scripts: Record<'check', string>;
  };
  const checks = scripts.check.split(' && ').map((command) => command.replace('npm ', ''));
  expect(calls.slice(1, 1 + checks.length).sort()).toEqual(checks.sort());
});

test.each(['lint', 'typecheck', 'unused', 'format:check'])(
  'a failure of %s is one failure, and no test runs',
  (name) => {
    const { status, lines, calls } = runCi(name);

    expect(status).toBe(1);
    expect(lines.at(-2)).toMatch(/ check$/);
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
    expect(calls.join()).not.toContain('test');
  },
);

test('after failed tests the other suites run, and CI fails', () => {
  const { status, calls } = runCi('test:faults');

  expect(status).toBe(1);
  expect(calls.at(-1)).toMatch(/^run test:browser /);
});
