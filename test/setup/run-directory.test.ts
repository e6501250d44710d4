import { existsSync } from 'node:fs';
import { startProgram } from '../../harness/processes/program';
import { findProcesses } from './run-directory';

const JEST = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--maxWorkers=2'];
const FIXTURE = ['--testMatch', '**/test/setup/*.fixture.ts'];

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux(
  'a SIGTERM in the middle of a test leaves no process and no file of the run',
  async () => {
    const { TEMPORAL_CLI_PATH = '' } = process.env;
    const jest = startProgram([process.execPath, ...JEST, ...FIXTURE], { TEMPORAL_CLI_PATH });
    try {
      const [, directory = ''] = await jest.waitFor(/started in (\S+)/, 60_000);
      // Two workers of Jest, two PostgreSQL servers, the Temporal server and the program.
      expect(findProcesses(directory).length).toBeGreaterThanOrEqual(6);

      expect(await jest.stop()).toBe('SIGTERM');

      expect(findProcesses(directory)).toEqual([]);
      expect(existsSync(directory)).toBe(false);
    } finally {
      await jest.kill();
    }
  },
  120_000,
);
