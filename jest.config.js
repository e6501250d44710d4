/**
 * Two files at a time: each that needs servers lends its own, and the machine this is tuned for has two cores.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // These take minutes, and have a run of their own: jest.faults.config.js.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/faults/'],
  // Fastify's inject depends on cookie, which is an ES module only; Jest's require takes none as it is.
  transform: { '^.+\\.ts$': '@swc/jest', '/node_modules/cookie/.+\\.js$': '@swc/jest' },
  transformIgnorePatterns: ['/node_modules/(?!cookie/)'],
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/setup/global-setup.ts',
  globalTeardown: '<rootDir>/test/setup/global-teardown.ts',
  maxWorkers: 2,
  testTimeout: 60_000,
};
