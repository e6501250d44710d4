import { startPostgres } from '../../../src/local/postgres';

/** A process that starts a PostgreSQL in the directory of its first argument, prints where it is, and waits to be killed. */
async function main(): Promise<void> {
  const [directory = '', mode] = process.argv.slice(2);
  const { port, pid, url } = await startPostgres({ directory, settings: { fsync: 'off' } });
  process.stdout.write(`${JSON.stringify({ port, pid, url: url('postgres') })}\n`);
  if (mode === 'exit') process.exit();
  setInterval(() => undefined, 1000);
}

void main();
