import { startProgram } from '../../harness/processes/program';

/** Packages that take much memory, of one part of the service each. */
const WORKER = ['@temporalio/worker', 'nodemailer', 'rxjs', 'undici'];
const API = ['@fastify/swagger', 'fastify'];

test.each([
  { command: 'api', own: API, other: WORKER },
  { command: 'worker', own: WORKER, other: API },
])('$command loads its own part of the service only', async ({ command, own, other }) => {
  const script = `
    const { createProgram } = require('./src/cli/program');
    void createProgram().parseAsync(['${command}'], { from: 'user' });
    setImmediate(() => {
      const packages = Object.keys(require.cache).flatMap((file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1] ?? []);
      process.stdout.write('Packages: ' + JSON.stringify([...new Set(packages)]) + '\\n', () => process.exit());
    });`;
  const started = startProgram([process.execPath, '--import', 'tsx', '-e', script], {
    DATABASE_URL: 'postgresql://127.0.0.1:1/none',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    MOBIPIUM_API_TOKEN: 'token',
    PORT: '0',
  });
  const [, json = ''] = await started.waitFor(/Packages: (.*)\n/);
  await started.ended();

  const packages = new Set(JSON.parse(json) as string[]);
  expect(own.filter((name) => !packages.has(name))).toEqual([]);
  expect(other.filter((name) => packages.has(name))).toEqual([]);
});
