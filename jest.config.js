/**
 * Four test files in parallel on a machine with two cores: files that need servers start their own, and more than half of their
 * time is waiting.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Fault tests take minutes, and tests of the page a browser: each has a configuration of its own.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/faults/', '<rootDir>/test/browser/'],
  transform: { '^.+\\.tsx?$': '@swc/jest' },
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/setup/global-setup.ts',
  globalTeardown: '<rootDir>/test/setup/global-teardown.ts',
  testSequencer: '<rootDir>/test/setup/longest-first.js',
  maxWorkers: 4,
  // For a slow machine: on a fast one, the longest test takes a minute.
  testTimeout: 240_000,
};
