import { startProgram } from '../../harness/processes/program';
import { startTestPostgres } from '../../harness/servers/postgres-server';
import { startTestTemporal } from '../../harness/servers/temporal';

/** Holds servers and a program open, and does not end. */
test('hangs', async () => {
  await Promise.all([startTestPostgres(), startTestTemporal()]);
  startProgram([process.execPath, '-e', 'setInterval(() => {}, 1000)'], {});
  process.stderr.write(`started in ${process.env.TMPDIR}\n`);
  await new Promise(() => undefined);
});
