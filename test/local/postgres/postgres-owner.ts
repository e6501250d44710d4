import { startPostgres } from '../../../src/local/postgres';

/** A process that starts a PostgreSQL in the directory that it is told, says where it is, and waits to be ended. */
async function main(): Promise<void> {
  const [directory = '', how] = process.argv.slice(2);
  const { port, pid, url } = await startPostgres({ directory, settings: { fsync: 'off' } });
  process.stdout.write(`${JSON.stringify({ port, pid, url: url('postgres') })}\n`);
  if (how === 'exit') process.exit();
  setInterval(() => undefined, 1000);
}

void main();
