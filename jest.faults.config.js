const base = require('./jest.config.js');

/**
 * The tests of faults: a run of their own (`npm run test:faults`), since some let an outage last as long as it says.
 *
 * Three files at a time: most of what they do is wait.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/faults/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testSequencer: '<rootDir>/test/setup/longest-first.js',
  maxWorkers: 3,
  testTimeout: 120_000,
};
