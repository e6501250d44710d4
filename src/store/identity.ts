import type { ClientBase, Pool } from 'pg';
import { StoreError } from './errors';

/** SQLSTATE `undefined_table`. */
const UNDEFINED_TABLE = '42P01';

/** A run or a connection belongs to another mirror than expected: writing would mix two mirrors. */
export class MirrorMismatchError extends StoreError {
  override name = 'MirrorMismatchError';
  constructor(message: string) {
    super('wrong_mirror', message);
  }
}

/** The identity of the mirror that a process works on. */
export interface MirrorIdentity {
  /**
   * Check that a new connection leads to the same mirror as all earlier ones. A database that is not migrated has no
   * identity and is not checked.
   *
   * @throws {MirrorMismatchError} if the database's address now leads to another mirror.
   */
  checkConnection(client: ClientBase): Promise<void>;
  /**
   * Read the mirror's id. Later calls return the same id without a query.
   *
   * @throws if the database is not migrated.
   */
  read(pool: Pool): Promise<string>;
}

/** Creates the identity of a process: the mirror of the first connection, for the process's lifetime. */
export function createMirrorIdentity(): MirrorIdentity {
  let known: string | undefined;

  const check = (found: string): string => {
    known ??= found;
    if (found === known) return found;
    throw new MirrorMismatchError(
      `This process works on the mirror ${known}, but the address of its database now leads to the mirror ${found}. ` +
        'Correct the address, or restart the process to work on the other mirror.',
    );
  };
  return {
    async checkConnection(client) {
      try {
        check(await readId(client));
      } catch (error) {
        if (!isUndefinedTable(error)) throw error;
      }
    },
    async read(pool) {
      return known ?? check(await readId(pool));
    },
  };
}

async function readId(database: ClientBase | Pool): Promise<string> {
  const { rows } = await database.query<{ id: string }>('SELECT id FROM mirror_identity');
  if (rows[0] === undefined) throw new Error('The table mirror_identity is empty.');
  return rows[0].id;
}

function isUndefinedTable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === UNDEFINED_TABLE;
}
