/**
 * Three test files in parallel on the two cores of the target machine: files that need servers start their own, and often
 * wait for them and for timeouts.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Fault tests take minutes and have their own configuration: jest.faults.config.js.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/faults/'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/setup/global-setup.ts',
  globalTeardown: '<rootDir>/test/setup/global-teardown.ts',
  testSequencer: '<rootDir>/test/setup/longest-first.js',
  maxWorkers: 3,
  testTimeout: 60_000,
};
