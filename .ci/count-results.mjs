#!/usr/bin/env node
// Print the failed tests of Jest's result files, and `N passed, N failed`: `node .ci/count-results.mjs tests.json faults.json`.
//
// Exits with 1 if a test failed, or if none ran. A test file that cannot run, and a result file that Jest did not write,
// count as one failure each.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** Lines of a failed test's message: enough for what was expected and what was received. */
const MESSAGE_LINES = 25;

const counts = process.argv.slice(2).map((file) => {
  if (!existsSync(file)) {
    console.log(`FAILED: no ${file}`);
    return { passed: 0, failed: 1 };
  }
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  for (const { name, message, assertionResults } of testResults) {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    for (const { fullName, failureMessages } of failed)
      printFailure(name, fullName, failureMessages.join('\n'));
    if (assertionResults.length === 0 && message) printFailure(name, 'the file cannot run', message);
  }
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
});
const sum = (name) => counts.reduce((total, count) => total + count[name], 0);

console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;

function printFailure(file, test, message) {
  const lines = message.split('\n').slice(0, MESSAGE_LINES);
  console.log(
    `FAILED: ${relative(process.cwd(), file)}: ${test}\n${lines.map((line) => `  ${line}\n`).join('')}`,
  );
}
