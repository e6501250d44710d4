import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes';
import type { Connection } from '../service/connection';

const HELP = `
Examples:
  mobipium-sync psql
  mobipium-sync psql -c "SELECT status, count(*) FROM offers GROUP BY status"
  mobipium-sync psql --password

Without a terminal and arguments, or if psql is not installed, it prints the
connection string.`;

/** `psql [arguments…]`: open the database with PostgreSQL's own client. */
export function addPsqlCommand(program: Command): void {
  program
    .command('psql')
    .description('open the database with psql, or print its connection string')
    .option('--password', 'print only the password')
    .argument('[arguments...]', 'arguments of psql')
    .passThroughOptions()
    .allowUnknownOption()
    .addHelpText('after', HELP)
    .action(async (args: string[], { password }: { password?: true }) => {
      const { locateCurrentService } = require('../service/locate') as typeof import('../service/locate');
      const { toConnection } = require('../service/connection') as typeof import('../service/connection');
      const connection = toConnection(locateCurrentService().databaseUrl);
      if (password) {
        process.stdout.write(`${connection.password ?? ''}\n`);
        return;
      }
      const isInteractive = process.stdin.isTTY && process.stdout.isTTY;
      const exitCode = isInteractive || args.length > 0 ? await runPsql(connection, args) : undefined;
      if (exitCode === undefined) process.stdout.write(`${connection.url}\n`);
      process.exitCode = exitCode ?? EXIT.done;
    });
}

/** Run psql and return its exit code; undefined: it is not installed. */
async function runPsql({ url, password }: Connection, args: string[]): Promise<number | undefined> {
  // The password is in the environment, because other users can read the arguments of a process.
  const env = { ...process.env, ...(password !== undefined && { PGPASSWORD: password }) };
  const child = spawn('psql', [url, ...args], { stdio: 'inherit', env });
  // Ctrl-C is for psql, which cancels the statement.
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? EXIT.failed;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    process.off('SIGINT', ignore);
  }
}
