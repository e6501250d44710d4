#!/usr/bin/env node
// Print `N passed, N failed` for Jest's result files: `node .ci/count-results.mjs tests.json faults.json`.
//
// Exits with 1 if a test failed, or if none ran. A test file that cannot run, and a result file that Jest did not write,
// count as one failure each.
import { existsSync, readFileSync } from 'node:fs';

const counts = process.argv.slice(2).map((file) => {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
});
const sum = (name) => counts.reduce((total, count) => total + count[name], 0);

console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
