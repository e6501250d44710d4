import { existsSync } from 'node:fs';
import { startProgram } from '../../harness/processes/program';
import { findProcesses } from './run-directory';

const JEST = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--maxWorkers=2'];
const FIXTURE = ['--testMatch', '**/test/setup/*.fixture.ts'];

const onLinux = process.platform === 'linux' ? test : test.skip;

/** Start Jest with two test files that hang, one of which has started servers and a program. */
async function startHangingTests() {
  const { TEMPORAL_CLI_PATH = '' } = process.env;
  const jest = startProgram([process.execPath, ...JEST, ...FIXTURE], { TEMPORAL_CLI_PATH });
  try {
    const [, directory = ''] = await jest.waitFor(/started in (\S+)/);
    // Two workers of Jest, two PostgreSQL servers, the Temporal server and the program.
    expect(findProcesses(directory).length).toBeGreaterThanOrEqual(6);
    return { jest, directory };
  } catch (error) {
    await jest.stop();
    throw error;
  }
}

onLinux(
  'a SIGTERM in the middle of a test leaves no process and no file of the run',
  async () => {
    const { jest, directory } = await startHangingTests();
    try {
      expect(await jest.stop()).toBe('SIGTERM');

      expect(findProcesses(directory)).toEqual([]);
      expect(existsSync(directory)).toBe(false);
    } finally {
      await jest.kill();
    }
  },
  120_000,
);

onLinux(
  'workers of Jest that are killed in the middle of a test leave no process and no file of the run',
  async () => {
    const { jest, directory } = await startHangingTests();
    try {
      const workers = new Set(findProcesses('jest-worker'));
      const ofRun = findProcesses(directory).filter((pid) => workers.has(pid));
      expect(ofRun).toHaveLength(2);
      for (const pid of ofRun) process.kill(pid, 'SIGKILL');

      expect(await jest.ended()).toBe(1);

      expect(jest.output()).toContain('Test Suites: 2 failed');
      expect(findProcesses(directory)).toEqual([]);
      expect(existsSync(directory)).toBe(false);
    } finally {
      await jest.stop();
    }
  },
  120_000,
);
