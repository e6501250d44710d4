import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../process/setup-error';

/** The first bytes of every SQLite database. */
const SQLITE_HEADER = 'SQLite format 3\0';

/**
 * The path of the server's database, which may not exist yet.
 *
 * @throws {SetupError} if the server would use another file, or the file is not a database.
 */
export function locateDatabase(directory: string): string {
  const database = join(directory, 'temporal.db');
  // The server puts the path into a SQLite URI as it is: with these characters it names another file.
  if (/[?#%]/.test(database)) {
    throw new SetupError(
      `The Temporal server cannot use the folder ${directory}: its path must not contain ?, # or %. ` +
        'Set DATA_DIR to another folder.',
    );
  }
  if (existsSync(database) && statSync(database).size === 0) {
    // Left by a server that was killed while creating it. The next one takes the file for a complete database.
    rmSync(database);
  } else if (existsSync(database) && !isDatabase(database)) {
    throw new SetupError(`${database} is damaged: it is no SQLite database. ${describeReset(database)}`);
  }
  return database;
}

function isDatabase(file: string): boolean {
  const start = Buffer.alloc(SQLITE_HEADER.length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start);
    return start.toString('latin1') === SQLITE_HEADER;
  } finally {
    closeSync(descriptor);
  }
}

/** How to start without the data of a damaged database. */
export function describeReset(database: string): string {
  return (
    `move it away with \`mv ${database} ${database}.damaged\` and start again. The mirror and the audits of its runs ` +
    'are kept, in PostgreSQL; what Temporal knew of the runs is lost, and so are pauses of schedules.'
  );
}
