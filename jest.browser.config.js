const base = require('./jest.config.js');

/**
 * Tests of the page in Chromium (`npm run test:browser`), separate from the others because each file starts a browser and
 * the whole stack. Two files in parallel: they hardly wait.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/browser/harness/global-setup.ts',
  maxWorkers: 2,
  testTimeout: 120_000,
};
