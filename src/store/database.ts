import { Socket } from 'node:net';
import { Pool, type PoolClient } from 'pg';
import { traceClient, tracePool } from '../telemetry/trace-queries';
import { createMirrorIdentity } from './identity';

export interface DatabaseOptions {
  databaseUrl: string;
  /** Maximum number of open connections. */
  connections: number;
  /** The server cancels a statement after this time, in milliseconds. */
  statementTimeoutMs: number;
}

/** The connection pool of the database, and what uses it. */
export interface Database {
  /** For single statements. */
  pool: Pool;
  /** Runs several statements in one transaction. */
  transact: <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>;
  /** Reads the mirror's id. All connections lead to this mirror. */
  readMirrorId: () => Promise<string>;
  close: () => Promise<void>;
}

/** A server that accepts no connection within this time is unavailable. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** How much longer the client waits than the server's own statement timeout, for a server that stopped responding. */
const STATEMENT_TIMEOUT_GRACE_MS = 5_000;

/**
 * Planner settings that the server cannot derive. The mirror fits into memory, so random page reads cost as much as
 * sequential ones. Queries are short and many run at once, so parallel workers and JIT cost more than they save.
 *
 * Set by a statement, not as startup parameters, which poolers such as PgBouncer refuse. Behind a pooler in transaction
 * mode some connections do not have them, and their queries are slower.
 */
const PLANNER_SETTINGS = 'SET random_page_cost = 1.1; SET max_parallel_workers_per_gather = 0; SET jit = off';

/** Opens the database. Connects on first use, and reconnects after a connection was lost. */
export function openDatabase({ databaseUrl, connections, statementTimeoutMs }: DatabaseOptions): Database {
  const identity = createMirrorIdentity();
  // A timeout in the address is the operator's, and `pg` passes it on.
  const timeout = /[?&]statement_timeout=/.test(databaseUrl)
    ? ''
    : `; SET statement_timeout = ${statementTimeoutMs}`;
  const timeoutMs = /[?&]query_timeout=/.test(databaseUrl)
    ? 0
    : statementTimeoutMs + STATEMENT_TIMEOUT_GRACE_MS;
  const pool = new Pool({
    connectionString: toConnectionString(databaseUrl),
    max: connections,
    application_name: 'mobipium-sync',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    stream: () => createSocket(timeoutMs),
    // The pool closes a connection that is refused.
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- The pool waits for the promise; its type lags behind.
    onConnect: async (client) => {
      await client.query(PLANNER_SETTINGS + timeout);
      await identity.checkConnection(client);
    },
  });
  tracePool(pool);
  // The pool removes an idle connection that is lost. Without a listener, its error event would end the process.
  pool.on('error', ignore);
  return {
    pool,
    transact: (work) => transact(pool, work),
    readMirrorId: () => identity.read(pool),
    async close() {
      await pool.end();
    },
  };
}

/**
 * Creates the socket of a connection, which fails when the server has sent nothing for this time, in milliseconds. 0: it does
 * not. The pool closes idle connections earlier.
 *
 * `query_timeout` of `pg` would do the same with a closure for each statement, which V8 allocates in the old generation,
 * because it is assigned to a property. It would keep the rows until the next full garbage collection.
 */
function createSocket(timeoutMs: number): Socket {
  const socket = new Socket();
  const error = () =>
    Object.assign(new Error('The database server does not respond.'), { code: 'ETIMEDOUT' });
  return socket.setTimeout(timeoutMs, () => socket.destroy(error()));
}

/**
 * The address as `pg` takes it. `pg` verifies the server's certificate in all these modes, like `verify-full`, and prints a
 * warning for those that are weaker in libpq.
 */
export function toConnectionString(databaseUrl: string): string {
  if (databaseUrl.includes('uselibpqcompat=true')) return databaseUrl;
  return databaseUrl.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full');
}

async function transact<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // The running statement reports a lost connection. Without a listener, the client's error event would end the process.
  client.on('error', ignore);
  let isBroken = true;
  try {
    await client.query('BEGIN');
    const result = await work(traceClient(client));
    await client.query('COMMIT');
    isBroken = false;
    return result;
  } finally {
    // Closing the connection rolls back; one inside a transaction must not go back to the pool.
    client.release(isBroken);
    client.off('error', ignore);
  }
}

const ignore = () => undefined;
