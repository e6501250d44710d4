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

/** What Jest writes of a file. */
interface FileResult {
  name: string;
  message?: string;
  assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
}

/** Count the results of Jest runs with these numbers of tests. Undefined: Jest did not write its results. */
function count(
  ...runs: ([passed: number, failed: number, brokenFiles: number, files?: FileResult[]] | undefined)[]
) {
  const files = runs.map((run) => {
    const file = join(folder, `${randomUUID()}.json`);
    if (run !== undefined) {
      const [numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults = []] = run;
      writeFileSync(
        file,
        JSON.stringify({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults }),
      );
    }
    return file;
  });
  const { status, stdout } = spawnSync(process.execPath, [SCRIPT, ...files], {
    cwd: folder,
    encoding: 'utf8',
  });
  const lines = stdout.trimEnd().split('\n');
  return { failures: lines.slice(0, -1).join('\n'), result: [lines.at(-1), status] };
}

test('the results of all runs are added up', () => {
  expect(count([7, 0, 0], [20, 0, 0], [5, 0, 0]).result).toEqual(['32 passed, 0 failed', 0]);
  expect(count([7, 2, 0], [20, 1, 0]).result).toEqual(['27 passed, 3 failed', 1]);
});

test('a test file that cannot run, and a run without results, are failures', () => {
  expect(count([7, 0, 2], [20, 0, 0]).result).toEqual(['27 passed, 2 failed', 1]);
  const { failures, result } = count([7, 0, 0], undefined);
  expect(result).toEqual(['7 passed, 1 failed', 1]);
  expect(failures).toMatch(/^FAILED: no .+\.json$/);
});

test('no test at all is not a pass', () => {
  expect(count([0, 0, 0]).result).toEqual(['0 passed, 0 failed', 1]);
});

test('the failed tests are named above the result, with the first lines of what they say', () => {
  const message = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
  const tests = [
    { status: 'passed', fullName: 'a good test', failureMessages: [] },
    { status: 'failed', fullName: 'a bad test', failureMessages: [message] },
  ];
  const files = [
    { name: join(folder, 'test/some.test.ts'), message: 'all of it', assertionResults: tests },
    { name: join(folder, 'test/broken.test.ts'), message: 'a syntax error', assertionResults: [] },
  ];
  const { failures } = count([1, 1, 1, files]);
  expect(failures.split('\n').filter((line) => line !== '')).toEqual([
    'FAILED: test/some.test.ts: a bad test',
    ...Array.from({ length: 25 }, (_, line) => `  line ${line}`),
    'FAILED: test/broken.test.ts: the file cannot run',
    '  a syntax error',
  ]);
});
