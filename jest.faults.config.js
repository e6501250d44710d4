const base = require('./jest.config.js');

/**
 * Fault tests (`npm run test:faults`), separate from the others because some contain outages of minutes.
 *
 * Four test files in parallel: most of their time is waiting.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/faults/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 4,
  testTimeout: 300_000,
};
