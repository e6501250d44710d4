import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '../../.ci/count-results.mjs');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'results-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Count the results of Jest runs with these numbers of tests. Undefined: Jest did not write its results. */
function count(...runs: ([passed: number, failed: number, brokenFiles: number] | undefined)[]) {
  const files = runs.map((run) => {
    const file = join(folder, `${randomUUID()}.json`);
    if (run !== undefined) {
      const [numPassedTests, numFailedTests, numRuntimeErrorTestSuites] = run;
      writeFileSync(file, JSON.stringify({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites }));
    }
    return file;
  });
  const { status, stdout } = spawnSync(process.execPath, [SCRIPT, ...files], { encoding: 'utf8' });
  return [stdout, status];
}

test('the results of all runs are added up', () => {
  expect(count([7, 0, 0], [20, 0, 0], [5, 0, 0])).toEqual(['32 passed, 0 failed\n', 0]);
  expect(count([7, 2, 0], [20, 1, 0])).toEqual(['27 passed, 3 failed\n', 1]);
});

test('a test file that cannot run, and a run without results, are failures', () => {
  expect(count([7, 0, 2], [20, 0, 0])).toEqual(['27 passed, 2 failed\n', 1]);
  expect(count([7, 0, 0], undefined)).toEqual(['7 passed, 1 failed\n', 1]);
});

test('no test at all is not a pass', () => {
  expect(count([0, 0, 0])).toEqual(['0 passed, 0 failed\n', 1]);
});
